package io.arenite;

import io.arenite.lazy.QueryRunner;
import io.arenite.lazy.plan.LogicalPlan;
import io.arenite.partitions.Appender;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.ColumnView;
import io.arenite.partitions.Damage;
import io.arenite.partitions.Feed;
import io.arenite.partitions.FeedOptions;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import io.arenite.partitions.SchemaChange;
import io.arenite.partitions.Storage;
import io.arenite.partitions.TableSnapshot;
import io.arenite.partitions.TableStats;
import io.arenite.partitions.TableStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A table: one writer appends, anybody queries. Holding one costs nothing; it needs no close.
public final class Table {
    private static final Instant EARLIEST = Instant.EPOCH.plusNanos(Long.MIN_VALUE);
    private static final Instant LATEST = Instant.EPOCH.plusNanos(Long.MAX_VALUE);

    private final Storage storage;
    private final TableStore store;
    private final QueryRunner runner;

    Table(Storage storage, TableStore store, QueryRunner runner) {
        this.storage = storage;
        this.store = store;
        this.runner = runner;
    }

    public String name() {
        return store.name();
    }

    public Schema schema() {
        return store.schema();
    }

    public PartitionBy partitionBy() {
        return store.partitionBy();
    }

    /// The one writer.
    ///
    /// @throws IllegalStateException while another appender or a feed is open
    public Appender appender() {
        return store.appender();
    }

    /// Rows from many threads, handed to one writer without loss.
    public Feed feed(FeedOptions options) {
        return store.feed(options);
    }

    /// The query that asks for all rows: where questions begin.
    public LazyFrame lazy() {
        return LazyFrame.of(new LogicalPlan.Scan(store), runner);
    }

    /// How many rows are committed; reads one number.
    public long count() {
        return store.rowCount();
    }

    /// A whole column as it is now, without a copy where it lies in one piece; pinned until closed.
    public ColumnView column(String name) {
        return store.ask(snapshot -> snapshot.column(name));
    }

    /// The column of one key, in the order of time. An unknown key has no rows.
    public ColumnView column(String name, String key) {
        return store.ask(snapshot -> snapshot.column(name, key));
    }

    /// What is committed now, for as long as it is held: for several columns of one moment.
    ///
    /// Where another process writes, a held snapshot may meet a sealed file that is gone since: a
    /// [io.arenite.arena.file.StorageException] names it.
    public TableSnapshot snapshot() {
        return store.snapshot();
    }

    /// Rows, partitions and memory at this moment.
    public TableStats stats() {
        return store.stats();
    }

    /// Adds a column behind the others, null in all rows so far. This table is as if dropped then: the one
    /// that is returned goes on. The same with [#renameColumn] and [#dropColumn].
    ///
    /// @throws IllegalStateException while it has an appender, and for a table in memory
    public Table addColumn(String name, ColumnType type) {
        return altered(new SchemaChange.AddColumn(name, type));
    }

    public Table renameColumn(String name, String newName) {
        return altered(new SchemaChange.RenameColumn(name, newName));
    }

    /// The timestamp and the key stay.
    public Table dropColumn(String name) {
        return altered(new SchemaChange.DropColumn(name));
    }

    private Table altered(SchemaChange change) {
        return new Table(storage, storage.alter(store, change), runner);
    }

    /// Everything that is committed is in sealed files, and out of the log, when it returns. Does nothing in
    /// memory.
    public void seal() {
        store.seal();
    }

    /// Reads everything that is sealed again: checksums, and statistics against the rows.
    ///
    /// @return what is wrong; empty if nothing is
    public List<Damage> verify() {
        return store.verify();
    }

    /// Removes the bucket that a moment lies in.
    ///
    /// @return how many partitions
    public int dropBucket(Instant moment) {
        return store.dropBucket(nanos(moment));
    }

    /// Removes the table. Open snapshots, views and large results stay valid; memory goes with the last of
    /// them.
    public void drop() {
        store.drop();
    }

    /// Removes the partitions that end at or before this moment: retention.
    ///
    /// @return how many partitions
    public int dropBefore(Instant moment) {
        return store.dropPartitionsBefore(nanos(moment));
    }

    private static long nanos(Instant moment) {
        if (moment.isBefore(EARLIEST) || moment.isAfter(LATEST)) {
            throw new IllegalArgumentException("moment is outside of what timestamps can be: moment=" + moment
                    + ", earliest=" + EARLIEST + ", latest=" + LATEST);
        }
        return Duration.between(Instant.EPOCH, moment).toNanos();
    }

    @Override
    public String toString() {
        return name() + " " + schema();
    }
}
