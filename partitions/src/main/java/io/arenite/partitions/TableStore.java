package io.arenite.partitions;

import io.arenite.arena.MemoryStats;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// One table: one writer, many readers.
///
/// Guarantees:
/// 1. Rows become visible by one volatile write of [Published], all rows of a commit at once; every commit that
///    follows has a higher number.
/// 2. A snapshot is one compare-and-set on the current state, whatever the table's size; it blocks nobody and nobody
///    blocks it. A commit costs what it touched, plus the list of partitions when it creates some.
/// 3. What a commit or a drop replaces (a folded version, a dropped partition) is *retired*: its blocks are released
/// when
///    no live snapshot lies in its time, by whoever makes that true: the writer, the dropping thread, or the thread
///    that closes the last such snapshot.
/// 4. While an appender is open, a dropped partition is retired only after the appender has acknowledged it at its next
///    commit, rollback or close, because it may be writing there. Its uncommitted rows move to a new partition.
///
/// Appending takes no lock; commits, drops and releases of retired blocks take one, which snapshots never do.
public final class TableStore {

    private static final AtomicLong LAST_NUMBER = new AtomicLong();

    private final long number = LAST_NUMBER.incrementAndGet();
    private final Storage storage;
    private final String name;
    private final PartitionBy partitionBy;
    private final TableLayout layout;
    private final BlockSource blocks;
    /// Tests fold sooner.
    long lateRowsBeforeFold = LateFold.LATE_ROWS_BEFORE_FOLD;

    private final ReentrantLock lock = new ReentrantLock();

    /// Null once the table is dropped.
    private volatile Published current = new Published(0, 0, Catalog.EMPTY);
    /// Written before [#reap] looks for live snapshots, read after a snapshot has gone: one of both sees the other.
    private volatile boolean hasRetired;

    private volatile boolean reapWanted;

    /// Null until somebody asks.
    private volatile ChangeLog changes;

    private final TableObservers observers = new TableObservers(this);

    // All guarded by the lock.
    private final LiveCommits live = new LiveCommits();
    private final List<Retired> retired = new ArrayList<>();
    private final List<Retired> unacknowledged = new ArrayList<>();
    private final TableWriter writer;
    private Object writerOwner;
    private long folds;

    /// A version that snapshots of commits in `[version.firstCommit, until)` may still read.
    private record Retired(Partition partition, PartitionVersion version, long until) {}

    TableStore(Storage storage, String name, Schema schema, PartitionBy partitionBy) {
        this.storage = storage;
        this.name = name;
        this.partitionBy = partitionBy;
        this.layout = new TableLayout(name, schema);
        this.blocks = new BlockSource(layout, storage.pool(), storage.pool().account(name));
        this.writer = new TableWriter(this);
    }

    public String name() {
        return name;
    }

    public Schema schema() {
        return layout.schema;
    }

    /// Stands for this table where a reference would keep it alive; no other table of this process has it.
    public long number() {
        return number;
    }

    public PartitionBy partitionBy() {
        return partitionBy;
    }

    public SymbolDictionary symbols() {
        return storage.symbols();
    }

    /// Committed rows.
    public long rowCount() {
        return requireCurrent().rowCount;
    }

    /// The number of the last commit; 0 at first.
    public long commitNumber() {
        return requireCurrent().commit;
    }

    public boolean isDropped() {
        return current == null;
    }

    /// The table's memory.
    public MemoryStats.Account memory() {
        return blocks.account().stats();
    }

    /// What the table is made of at this moment.
    public TableStats stats() {
        lock.lock();
        try {
            Published state = requireCurrent();
            live.refresh(state);
            long lateRows = 0;
            for (Partition partition : state.catalog.partitions()) {
                lateRows += partition.committedLateRows;
            }
            return new TableStats(
                    name,
                    state.rowCount,
                    lateRows,
                    state.catalog.size(),
                    state.commit,
                    folds,
                    live.liveStates(),
                    retired.size() + unacknowledged.size(),
                    memory());
        } finally {
            unlock();
        }
    }

    /// The one writer.
    ///
    /// @throws IllegalStateException while another appender or a feed is open
    public Appender appender() {
        Appender appender = new Appender(this, writer);
        own(appender);
        return appender;
    }

    /// Rows from many threads; takes the place of the appender while it is open.
    public Feed feed(FeedOptions options) {
        return Feed.open(this, options);
    }

    /// What is committed now, for as long as it is held.
    public TableSnapshot snapshot() {
        while (true) {
            Published state = requireCurrent();
            if (state.tryAcquire()) {
                return new TableSnapshot(this, state);
            }
        }
    }

    /// Removes the table. Open snapshots and views keep what they see; memory goes with the last of them. An open
    /// appender gets an error at its next row, and its uncommitted rows are gone.
    public void drop() {
        lock.lock();
        try {
            requireCurrent();
            dropIfOpen();
        } finally {
            unlock();
        }
    }

    /// The same, but nothing where the table is dropped already.
    void dropIfOpen() {
        lock.lock();
        try {
            Published old = current;
            if (old == null) {
                return;
            }
            current = null;
            for (Partition partition : old.catalog.partitions()) {
                unacknowledged.add(new Retired(partition, partition.version, Long.MAX_VALUE));
            }
            supersede(old);
            if (writerOwner == null) {
                acknowledge();
            }
            reap();
        } finally {
            unlock();
        }
        storage.forget(this);
        observers.runDropActions();
    }

    /// Who wants to know of commits and of the table's end.
    public TableObservers observers() {
        return observers;
    }

    /// Under the lock, so that states are told in their order.
    private void publish(Published state) {
        current = state;
        observers.tell(state);
    }

    /// Null once the table is dropped. Between two commits.
    void withState(Consumer<Published> action) {
        lock.lock();
        try {
            action.accept(current);
        } finally {
            unlock();
        }
    }

    /// Removes the partitions whose bucket ends at or before `tsNs`, with the rows that are committed in them.
    ///
    /// @return how many
    public int dropPartitionsBefore(long tsNs) {
        lock.lock();
        try {
            Published old = requireCurrent();
            Set<Partition> dropped = new HashSet<>();
            long rows = 0;
            for (Partition partition : old.catalog.partitions()) {
                if (partition.bucketEndNs() <= tsNs && partition.bucketEndNs() != Long.MAX_VALUE) {
                    dropped.add(partition);
                    rows += partition.committedMainRows + partition.committedLateRows;
                }
            }
            if (dropped.isEmpty()) {
                return 0;
            }
            long commit = old.commit + 1;
            Catalog catalog = old.catalog.minus(dropped);
            catalog.tellPlaces();
            publish(new Published(commit, old.rowCount - rows, catalog));
            dropped.forEach(partition -> unacknowledged.add(new Retired(partition, partition.version, commit)));
            supersede(old);
            if (writerOwner == null) {
                acknowledge();
            }
            reap();
            return dropped.size();
        } finally {
            unlock();
        }
    }

    // For the writer.

    TableLayout layout() {
        return layout;
    }

    BlockSource blocks() {
        return blocks;
    }

    void requireOpen() {
        if (current == null) {
            throw droppedError();
        }
    }

    TableWriter writer() {
        return writer;
    }

    /// Makes `owner` the one writer.
    void own(Object owner) {
        lock.lock();
        try {
            requireOpen();
            if (writerOwner != null) {
                throw new IllegalStateException("table already has a writer: table=" + name);
            }
            writerOwner = owner;
        } finally {
            unlock();
        }
    }

    /// Of a writer that is not the owner, or no longer, it takes no notice.
    void disown(Object owner) {
        lock.lock();
        try {
            if (!owner.equals(writerOwner)) {
                return;
            }
            writerOwner = null;
            acknowledge();
            reap();
        } finally {
            unlock();
        }
    }

    long commit() {
        lock.lock();
        try {
            if (current == null) {
                long rows = writer.uncommittedRows();
                acknowledge();
                reap();
                throw new IllegalStateException("table is dropped: table=" + name + ", uncommitted rows=" + rows);
            }
            writer.dropEmpty();
            acknowledge();
            Published old = current;
            if (writer.isClean()) {
                reap();
                return old.commit;
            }
            writer.sortTails();
            long rows = writer.uncommittedRows();
            live.refresh(old);
            long commit = old.commit + 1;
            Catalog catalog = writer.publish(commit, live, old.catalog, changes);
            if (catalog != old.catalog) {
                catalog.tellPlaces();
            }
            publish(new Published(commit, old.rowCount + rows, catalog));
            supersede(old);
            reap();
            return commit;
        } finally {
            unlock();
        }
    }

    void rollback() {
        lock.lock();
        try {
            writer.rollback();
            acknowledge();
            reap();
        } finally {
            unlock();
        }
    }

    /// Folds the late rows of a partition into a new version, as a part of that commit.
    ///
    /// @return false where that fails, as where the memory for it is not there: the late rows stay as they are
    boolean fold(Partition partition, long commit) {
        int retiredBefore = retired.size();
        RowRun folded = null;
        try {
            folded = LateFold.fold(partition, runName(partition.bucketStartNs(), partition.keyCode(), "main"), blocks);
            retired.add(new Retired(partition, partition.version, commit));
            partition.replaceVersion(folded, commit);
        } catch (RuntimeException | OutOfMemoryError e) {
            // The partition changes last, by a write that cannot fail; the commit goes on without the fold.
            if (retired.size() > retiredBefore) {
                retired.removeLast();
            }
            if (folded != null) {
                folded.release();
            }
            System.getLogger("io.arenite.partitions")
                    .log(System.Logger.Level.WARNING, "late rows stay unfolded: table=" + name, e);
            return false;
        }
        hasRetired = true;
        folds++;
        return true;
    }

    Partition newPartition(long bucketStartNs, long bucketEndNs, int keyCode) {
        String runName = runName(bucketStartNs, keyCode, "main");
        RowRun main = new RowRun(blocks, runName, blocks.first(runName));
        return new Partition(this, bucketStartNs, bucketEndNs, keyCode, main);
    }

    RowRun newRun(Partition partition, String part) {
        String runName = runName(partition.bucketStartNs(), partition.keyCode(), part);
        return new RowRun(blocks, runName, blocks.first(runName));
    }

    // For snapshots.

    /// The first question starts the log, which then knows of later commits.
    int[] touched(long after, long until) {
        ChangeLog log = changes;
        if (log != null) {
            return log.between(after, until);
        }
        lock.lock();
        try {
            if (changes == null && current != null) {
                changes = new ChangeLog(current.commit);
            }
        } finally {
            unlock();
        }
        return null;
    }

    void release(Published state) {
        if (state.release() && hasRetired) {
            reapWanted = true;
            reapIfWanted();
        }
    }

    // Under the lock.

    private void supersede(Published old) {
        if (!old.release()) {
            live.supersede(old);
        }
    }

    /// The writer is not writing now: what was dropped under it can go. Partitions without uncommitted rows first:
    /// they need no memory for that, and the others may need theirs.
    private void acknowledge() {
        if (current == null) {
            writer.rollback();
        }
        if (unacknowledged.size() > 1) {
            unacknowledged.sort(Comparator.comparing(dropped -> !dropped.partition.dirty));
        }
        while (!unacknowledged.isEmpty()) {
            Retired dropped = unacknowledged.getLast();
            if (dropped.partition.dirty) {
                reap();
            }
            if (current != null) {
                writer.replaceDropped(dropped.partition);
            }
            unacknowledged.removeLast();
            retired.add(dropped);
            hasRetired = true;
        }
    }

    private void reap() {
        reapWanted = false;
        if (retired.isEmpty()) {
            return;
        }
        live.refresh(current);
        for (Iterator<Retired> each = retired.iterator(); each.hasNext(); ) {
            Retired candidate = each.next();
            PartitionVersion version = candidate.version;
            if (!live.anyIn(version.firstCommit(), candidate.until)) {
                each.remove();
                candidate.partition.version.unlink(version);
                version.release();
            }
        }
        hasRetired = !retired.isEmpty();
    }

    private void unlock() {
        lock.unlock();
        reapIfWanted();
    }

    /// A thread that finds the lock taken leaves the work to its holder, who looks again after letting go.
    private void reapIfWanted() {
        while (reapWanted && lock.tryLock()) {
            try {
                reap();
            } finally {
                lock.unlock();
            }
        }
    }

    private Published requireCurrent() {
        Published state = current;
        if (state == null) {
            throw droppedError();
        }
        return state;
    }

    private IllegalStateException droppedError() {
        return new IllegalStateException("table is dropped: table=" + name);
    }

    private String runName(long bucketStartNs, int keyCode, String part) {
        String key = keyCode < 0 ? "" : symbols().symbol(keyCode);
        return name + "[" + key + "@" + bucketStartNs + "]." + part;
    }

    @Override
    public String toString() {
        return "TableStore[name=" + name + ", dropped=" + isDropped() + "]";
    }
}
