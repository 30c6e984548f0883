package io.arenite.partitions;

import io.arenite.arena.file.StorageException;
import java.util.List;

/// What a table on disk does around its commits. A table in memory does nothing.
///
/// The order is that of a write-ahead log: what is asked for here happens, or throws, before readers see it.
interface Durability {

    Durability NONE = new Durability() {};

    /// @throws IllegalStateException where this process does not write
    default void requireWritable() {}

    /// Before the table's lock is taken for a commit: waits where the log has no room.
    default void awaitRoom() {}

    /// Under the lock, with tails sorted and before anything is published: the uncommitted rows of these
    /// partitions.
    ///
    /// @throws RuntimeException where they are not in the log; they stay uncommitted
    default void log(long commit, Partition[] dirty, int count) {}

    /// The commit that was logged last could not be published.
    default void takeBack() {}

    /// Under the lock, before it is published: the rows that these buckets have up to this commit are
    /// dropped.
    default void dropBuckets(List<Long> bucketStartsNs, long commit) {}

    /// Under the lock: the table is dropped.
    default void dropTable() {}

    /// Everything that is committed is in sealed files when it returns.
    default void seal() {}

    /// Reads what is sealed again.
    default List<Damage> verify() {
        return List.of();
    }

    /// What a failed read of a mapping means; null where nothing is known of one.
    default StorageException truncated() {
        return null;
    }

    /// Where another process writes the table: shows what is committed now, or that it is dropped.
    default void refreshTable() {}

    /// The database closes: nothing more is written.
    default void close() {}
}
