package io.arenite.partitions;

import java.util.Arrays;
import org.agrona.collections.Long2ObjectHashMap;

/// What the one writer of a table knows: its partitions by bucket and key, and what the open transaction
/// touched. Used by one thread at a time, the commit under the table's lock.
final class TableWriter {
    private final TableStore store;
    private final TableLayout layout;
    private final Long2ObjectHashMap<BucketPartitions> buckets = new Long2ObjectHashMap<>();
    private BucketPartitions bucket;

    private Partition[] dirty = new Partition[16];
    private int dirtyCount;
    private Partition[] fresh = new Partition[16];
    private int freshCount;
    private final TailSort tailSort = new TailSort();
    private BulkAppend bulk;
    /// As the table knows it, for the writing thread.
    private boolean inTransaction;
    /// What the transaction adds to, where that is not what is published; otherwise null.
    private Catalog base;

    TableWriter(TableStore store) {
        this.store = store;
        this.layout = store.layout();
    }

    void append(RowBuilder row) {
        begin();
        long tsNs = row.values[0];
        int place = layout.keyPosition < 0 ? 0 : (int) row.values[layout.keyPosition];
        Partition partition = partition(tsNs, place);
        partition.append(row, tsNs);
        if (!partition.dirty) {
            touch(partition);
        }
    }

    void append(ColumnBatch batch) {
        begin();
        if (bulk == null) {
            bulk = new BulkAppend(this, layout, store.symbols());
        }
        bulk.append(batch);
    }

    private void begin() {
        if (!inTransaction) {
            store.commits().beginTransaction();
            inTransaction = true;
        }
    }

    void transactionEnded() {
        inTransaction = false;
    }

    /// Goes on with these partitions instead of those that are published.
    void startAnew(Catalog partitions) {
        buckets.clear();
        bucket = null;
        base = partitions;
    }

    boolean isStartingAnew() {
        return base != null;
    }

    Catalog base() {
        return base;
    }

    /// The partitions of [#startAnew], once; null where there was none.
    Catalog takeBase() {
        Catalog taken = base;
        base = null;
        return taken;
    }

    /// The partition of a row, made if there is none. The writer has to [#touch] it if it appends.
    Partition partition(long tsNs, int place) {
        BucketPartitions current = bucket;
        if (current == null || !current.contains(tsNs)) {
            current = bucketAt(tsNs);
        }
        Partition partition = current.get(place);
        return partition != null ? partition : create(current, place);
    }

    void touch(Partition partition) {
        if (partition.dirty) {
            return;
        }
        if (dirtyCount == dirty.length) {
            dirty = Arrays.copyOf(dirty, dirtyCount * 2);
        }
        dirty[dirtyCount++] = partition;
        partition.dirty = true;
    }

    private BucketPartitions bucketAt(long tsNs) {
        long startNs = store.partitionBy().bucketStartNs(tsNs);
        BucketPartitions found = buckets.get(startNs);
        if (found == null) {
            found = store.commits().bucket(startNs, store.partitionBy().bucketEndNs(tsNs));
            buckets.put(startNs, found);
        }
        bucket = found;
        return found;
    }

    private Partition create(BucketPartitions in, int place) {
        int keyCode = layout.keyPosition < 0 ? -1 : place;
        Partition partition = store.newPartition(in.firstNs, in.endNs, keyCode);
        in.put(place, partition);
        addFresh(partition);
        return partition;
    }

    long uncommittedRows() {
        long rows = 0;
        for (int i = 0; i < dirtyCount; i++) {
            rows += dirty[i].uncommittedRows();
        }
        return rows;
    }

    boolean isClean() {
        return dirtyCount == 0;
    }

    /// Sorts what will be published.
    void sortTails() {
        for (int i = 0; i < dirtyCount; i++) {
            if (dirty[i].unsorted) {
                tailSort.sort(dirty[i].main, dirty[i].committedMainRows);
                dirty[i].unsorted = false;
            }
        }
    }

    /// Takes partitions without uncommitted rows out of the transaction: those of a batch that was taken
    /// back, and those that were made for a row that then failed.
    void dropEmpty() {
        int kept = 0;
        for (int i = 0; i < dirtyCount; i++) {
            if (dirty[i].uncommittedRows() > 0) {
                dirty[kept++] = dirty[i];
            } else {
                dirty[i].rollback();
            }
        }
        Arrays.fill(dirty, kept, dirtyCount, null);
        dirtyCount = kept;
        dropUntouched();
    }

    /// Before it is published.
    void log(Durability durability, long commit) {
        durability.log(commit, dirty, dirtyCount);
    }

    /// Adds the marks of a commit, folding where there are many late rows. The transaction is over after
    /// this. The catalog, which can fail, comes before the first mark, and a fold that fails is left out: a
    /// commit is whole or has not begun.
    ///
    /// @param changes told what the commit touches, unless the catalog changes; may be null
    /// @return the catalog with the partitions that are new
    Catalog publish(long commit, LiveCommits live, Catalog catalog, ChangeLog changes) {
        dropEmpty();
        Catalog added = catalog.plus(fresh, freshCount);
        if (changes != null && freshCount == 0) {
            changes.add(commit, dirty, dirtyCount);
        }
        for (int i = 0; i < dirtyCount; i++) {
            Partition partition = dirty[i];
            if (!LateFold.isDue(partition, store.lateRowsBeforeFold)
                    || !store.commits().fold(partition, commit)) {
                partition.publish(commit, live);
            }
        }
        Arrays.fill(dirty, 0, dirtyCount, null);
        dirtyCount = 0;
        Arrays.fill(fresh, 0, freshCount, null);
        freshCount = 0;
        return added;
    }

    /// Forgets new partitions that are neither in the transaction nor published.
    private void dropUntouched() {
        int kept = 0;
        for (int i = 0; i < freshCount; i++) {
            if (fresh[i].dirty || fresh[i].published) {
                fresh[kept++] = fresh[i];
            } else {
                forget(fresh[i]);
                fresh[i].version.release();
            }
        }
        Arrays.fill(fresh, kept, freshCount, null);
        freshCount = kept;
    }

    void rollback() {
        for (int i = 0; i < dirtyCount; i++) {
            dirty[i].rollback();
            dirty[i] = null;
        }
        dirtyCount = 0;
        dropUntouched();
        freshCount = 0;
        Catalog abandoned = takeBase();
        if (abandoned != null) {
            buckets.clear();
            bucket = null;
            releaseUnpublished(abandoned);
        }
    }

    /// Those that readers see stay theirs.
    private void releaseUnpublished(Catalog abandoned) {
        Catalog published = store.commits().catalog();
        for (Partition partition : abandoned.partitions()) {
            if (published == null || !published.has(partition)) {
                partition.version.release();
            }
        }
    }

    /// Moves the uncommitted rows of a dropped partition into a new one, which takes its place: a drop takes
    /// what was committed before it, never a row that was not.
    void replaceDropped(Partition dropped) {
        if (!dropped.dirty) {
            forget(dropped);
            return;
        }
        Partition successor = store.newPartition(dropped.bucketStartNs(), dropped.bucketEndNs(), dropped.keyCode());
        try {
            successor.takeUncommitted(dropped);
        } catch (RuntimeException | Error e) {
            successor.version.release();
            throw e;
        }
        forget(dropped);
        bucketAt(dropped.bucketStartNs()).put(placeOf(dropped), successor);
        addFresh(successor);
        for (int i = 0; i < dirtyCount; i++) {
            dirty[i] = dirty[i] == dropped ? successor : dirty[i];
        }
    }

    private void addFresh(Partition partition) {
        if (freshCount == fresh.length) {
            fresh = Arrays.copyOf(fresh, freshCount * 2);
        }
        fresh[freshCount++] = partition;
    }

    private void forget(Partition partition) {
        long startNs = partition.bucketStartNs();
        BucketPartitions in = buckets.get(startNs);
        // null where the writer has not come to this bucket since the database was opened
        if (in != null && in.remove(placeOf(partition))) {
            buckets.remove(startNs);
            if (bucket == in) {
                bucket = null;
            }
        }
    }

    private int placeOf(Partition partition) {
        return Math.max(0, partition.keyCode());
    }
}
