package io.arenite.partitions;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A table as it was at one commit, for as long as it is held. Immutable; any thread may read it. To share
/// it, give each holder its own by [#retain]; each is closed once.
public final class TableSnapshot implements AutoCloseable {
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(TableSnapshot.class, "state", Published.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final TableStore store;
    private final long rowCount;
    private final long commitNumber;
    /// Null once closed.
    private volatile Published state;

    TableSnapshot(TableStore store, Published state) {
        this.store = store;
        this.rowCount = state.rowCount;
        this.commitNumber = state.commit;
        this.state = state;
    }

    public TableStore table() {
        return store;
    }

    public Schema schema() {
        return store.schema();
    }

    public long rowCount() {
        return rowCount;
    }

    public long commitNumber() {
        return commitNumber;
    }

    public int partitionCount() {
        return requireOpen().catalog.size();
    }

    /// Partitions are sorted by (bucket start, key code).
    public PartitionRef partition(int index) {
        Catalog catalog = requireOpen().catalog;
        checkIndex(index, catalog);
        return catalog.get(index);
    }

    /// The index of the first partition at or after (bucket start, key code).
    public int partitionLowerBound(long bucketStartNs, int keyCode) {
        return requireOpen().catalog.lowerBound(bucketStartNs, keyCode);
    }

    /// Stands for the list of partitions: while it is the same number, an index means the same partition.
    public long catalogNumber() {
        return requireOpen().catalog.number;
    }

    /// The indexes of the partitions that commits after `commit` touched up to this snapshot, some perhaps
    /// more than once; null if that is not known: too many were touched, or nobody asked before. Means
    /// something only if the snapshot of that commit had the same [#catalogNumber].
    public int[] touchedSince(long commit) {
        requireOpen();
        return commit == commitNumber ? new int[0] : store.commits().touched(commit, commitNumber);
    }

    /// The same partitions by key. Made once for all snapshots with these partitions.
    public PartitionsByKey partitionsByKey() {
        return requireOpen().catalog.byKey();
    }

    /// Takes leases on one partition; the view outlives this snapshot.
    public PartitionView open(int index) {
        return open(index, null);
    }

    /// The same for some columns: others must not be looked at.
    public PartitionView open(int index, int[] columns) {
        Published held = requireOpen();
        checkIndex(index, held.catalog);
        if (!held.tryAcquire()) {
            throw closedError();
        }
        try {
            return PartitionView.open(store, held.catalog.get(index), held.commit, columns);
        } finally {
            store.commits().release(held);
        }
    }

    /// Looks at one partition after another; outlives this snapshot.
    public MainRows mainRows() {
        Published held = requireOpen();
        if (!held.tryAcquire()) {
            throw closedError();
        }
        return new MainRows(store, held);
    }

    /// A whole column, pinned until closed: its partitions in scan order, each contiguous, late rows folded
    /// in.
    public ColumnView column(String name) {
        return ColumnView.open(this, schema().column(name), -1);
    }

    /// The column of one key: its buckets in order of time. An unknown key has no rows and creates nothing.
    public ColumnView column(String name, String key) {
        if (!schema().hasKey()) {
            throw new IllegalArgumentException("table has no key: table=" + store.name() + ", key=" + key);
        }
        int code = store.symbols().code(key);
        return ColumnView.open(this, schema().column(name), code < 0 ? Integer.MAX_VALUE : code);
    }

    /// A second snapshot of the same commit, to be closed on its own.
    public TableSnapshot retain() {
        Published held = requireOpen();
        if (!held.tryAcquire()) {
            throw closedError();
        }
        return new TableSnapshot(store, held);
    }

    public boolean isClosed() {
        return state == null;
    }

    /// @throws IllegalStateException the second time
    @Override
    public void close() {
        Published held = (Published) STATE.getAndSet(this, null);
        if (held == null) {
            throw closedError();
        }
        store.commits().release(held);
    }

    /// That this snapshot is still open afterwards proves that the marks read meanwhile were kept.
    long rowCount(Partition partition) {
        requireOpen();
        PartitionVersion version = partition.version.at(commitNumber);
        if (version == null) {
            throw closedError();
        }
        Marks marks = version.marks();
        int place = marks.find(commitNumber);
        long rows = marks.mainRows(place) + marks.lateRows(place);
        requireOpen();
        return rows;
    }

    private void checkIndex(int index, Catalog catalog) {
        if (index < 0 || index >= catalog.size()) {
            throw new IndexOutOfBoundsException("partition out of range: table=" + store.name() + ", partition=" + index
                    + ", partitions=" + catalog.size());
        }
    }

    private Published requireOpen() {
        Published held = state;
        if (held == null) {
            throw closedError();
        }
        return held;
    }

    private IllegalStateException closedError() {
        return new IllegalStateException("snapshot is closed: table=" + store.name() + ", commit=" + commitNumber);
    }

    @Override
    public String toString() {
        return "TableSnapshot[table=" + store.name() + ", commit=" + commitNumber + ", rows=" + rowCount + ", closed="
                + isClosed() + "]";
    }
}
