package io.arenite.partitions;

import io.arenite.arena.MemoryStats;
import io.arenite.arena.file.StorageException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// One table: one writer, many readers.
///
/// Guarantees:
/// 1. Rows become visible by one volatile write of [Published], all rows of a commit at once; every commit
///    that follows has a higher number.
/// 2. A snapshot is one compare-and-set on the current state, whatever the table's size; it blocks nobody and
///    nobody blocks it. A commit costs what it touched, plus the list of partitions when it creates some.
/// 3. What a commit or a drop replaces (a folded version, a dropped partition) is *retired*: its blocks are
///    released when no live snapshot lies in its time, by whoever makes that true: the writer, the dropping
///    thread, or the thread that closes the last such snapshot.
/// 4. While a transaction is open, that is between the first row and the commit or rollback, a dropped
///    partition is retired only after its end, because the appender may be writing there; its uncommitted
///    rows move to a new partition. A seal waits in the same way.
///
/// Appending takes a lock once in a transaction; commits, drops and releases of retired blocks take it too,
/// snapshots never do.
public final class TableStore {

    private static final long LATE_ROWS_BEFORE_SEAL = 1024;
    /// A sixteenth of the rows.
    private static final int LATE_SHARE_BEFORE_SEAL = 16;

    private static final AtomicLong LAST_NUMBER = new AtomicLong();

    private final long number = LAST_NUMBER.incrementAndGet();
    private final Storage storage;
    private final String name;
    private final PartitionBy partitionBy;
    private final Durability durability;
    private final SymbolDictionary symbols;
    private final TableLayout layout;
    private final BlockSource blocks;
    /// Tests fold sooner.
    long lateRowsBeforeFold = LateFold.LATE_ROWS_BEFORE_FOLD;

    private final ReentrantLock lock = new ReentrantLock();

    /// Null once the table is dropped, and while its partitions are not read yet.
    private volatile Published current = new Published(0, 0, Catalog.EMPTY);

    /// Finds the partitions of a file when somebody asks for them; null once that is done.
    private volatile Supplier<List<Partition>> unread;
    private volatile boolean reapWanted;

    /// Null until somebody asks.
    private volatile ChangeLog changes;

    private final TableObservers observers = new TableObservers(this);

    // All guarded by the lock.
    private final Retirement retirement = new Retirement();
    private final List<Runnable> afterTransaction = new ArrayList<>();
    private final TableWriter writer;
    private Object writerOwner;
    private boolean inTransaction;
    private long folds;

    TableStore(
            Storage storage,
            String name,
            Schema schema,
            PartitionBy partitionBy,
            SymbolDictionary symbols,
            Durability durability) {
        this.symbols = symbols;
        this.durability = durability;
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
        if (unread != null) {
            requireCurrent();
        }
        return symbols;
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
        return current == null && unread == null;
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
            LiveCommits live = retirement.live(state);
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
                    retirement.size(),
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

    /// Removes the table. Open snapshots and views keep what they see; memory goes with the last of them. An
    /// open appender gets an error at its next row, and its uncommitted rows are gone.
    public void drop() {
        lock.lock();
        try {
            requireCurrent();
            durability.requireWritable();
            durability.dropTable();
            forget();
        } finally {
            unlock();
        }
    }

    /// The table leaves memory, as it is on disk; nothing where it has left already.
    ///
    /// @throws RuntimeException where its files do not end well; it has left all the same
    void forget() {
        RuntimeException failure = null;
        lock.lock();
        try {
            Published old = current;
            if (old == null) {
                return;
            }
            try {
                durability.close();
            } catch (RuntimeException e) {
                failure = e;
            }
            current = null;
            for (Partition partition : old.catalog.partitions()) {
                retirement.addDropped(partition, Long.MAX_VALUE);
            }
            retirement.supersede(old);
            acknowledgeIfIdle();
            reap();
        } finally {
            unlock();
        }
        storage.forget(this);
        observers.runDropActions();
        if (failure != null) {
            throw failure;
        }
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
        if (unread != null) {
            requireCurrent();
        }
        lock.lock();
        try {
            action.accept(current);
        } finally {
            unlock();
        }
    }

    /// Everything that is committed is in sealed files, and out of the log, when it returns. Does nothing in
    /// memory.
    public void seal() {
        requireOpen();
        durability.seal();
    }

    /// Reads all that is sealed again: checksums, and statistics against the rows.
    ///
    /// @return what is wrong; empty if nothing is
    public List<Damage> verify() {
        requireOpen();
        return durability.verify();
    }

    /// What to tell of an error of the JVM in a query: that a mapped file was cut short by somebody, or the
    /// error itself.
    public RuntimeException explain(InternalError error) {
        StorageException truncated = durability.truncated();
        if (truncated == null) {
            throw error;
        }
        truncated.initCause(error);
        return truncated;
    }

    /// Removes the partitions whose bucket ends at or before `tsNs`, with the rows that are committed in
    /// them.
    ///
    /// @return how many
    public int dropPartitionsBefore(long tsNs) {
        return dropPartitions(
                partition -> partition.bucketEndNs() <= tsNs && partition.bucketEndNs() != Long.MAX_VALUE);
    }

    /// Removes the partitions of the bucket that a time lies in, with the rows that are committed in them.
    ///
    /// @return how many
    public int dropBucket(long tsNs) {
        long startNs = partitionBy.bucketStartNs(tsNs);
        return dropPartitions(partition -> partition.bucketStartNs() == startNs);
    }

    private int dropPartitions(Predicate<Partition> doomed) {
        lock.lock();
        try {
            Published old = requireCurrent();
            durability.requireWritable();
            Set<Partition> dropped = new HashSet<>();
            SortedSet<Long> buckets = new TreeSet<>();
            long rows = 0;
            for (Partition partition : old.catalog.partitions()) {
                if (doomed.test(partition)) {
                    dropped.add(partition);
                    buckets.add(partition.bucketStartNs());
                    rows += partition.committedMainRows + partition.committedLateRows;
                }
            }
            if (dropped.isEmpty()) {
                return 0;
            }
            long commit = old.commit + 1;
            Catalog catalog = old.catalog.minus(dropped);
            durability.dropBuckets(List.copyOf(buckets), commit);
            catalog.tellPlaces();
            publish(new Published(commit, old.rowCount - rows, catalog));
            dropped.forEach(partition -> retirement.addDropped(partition, commit));
            retirement.supersede(old);
            acknowledgeIfIdle();
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
            durability.requireWritable();
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
            endTransaction();
            reap();
        } finally {
            unlock();
        }
    }

    /// The writer is about to write.
    void beginTransaction() {
        lock.lock();
        inTransaction = true;
        lock.unlock();
    }

    long commit() {
        durability.awaitRoom();
        lock.lock();
        try {
            if (current == null) {
                long rows = writer.uncommittedRows();
                endTransaction();
                reap();
                throw new IllegalStateException("table is dropped: table=" + name + ", uncommitted rows=" + rows);
            }
            writer.dropEmpty();
            retirement.acknowledge(current, writer);
            if (!writer.isClean()) {
                publishTransaction();
            }
            endTransaction();
            reap();
            return current.commit;
        } finally {
            unlock();
        }
    }

    private void publishTransaction() {
        writer.sortTails();
        long commit = current.commit + 1;
        writer.log(durability, commit);
        try {
            publishTransaction(commit);
        } catch (RuntimeException | Error e) {
            durability.takeBack();
            throw e;
        }
    }

    private void publishTransaction(long commit) {
        Published old = current;
        writer.sortTails();
        long rows = writer.uncommittedRows();
        Catalog catalog = writer.publish(commit, retirement.live(old), old.catalog, changes);
        if (catalog != old.catalog) {
            catalog.tellPlaces();
        }
        publish(new Published(commit, old.rowCount + rows, catalog));
        retirement.supersede(old);
    }

    void rollback() {
        lock.lock();
        try {
            writer.rollback();
            endTransaction();
            reap();
        } finally {
            unlock();
        }
    }

    private void endTransaction() {
        inTransaction = false;
        writer.transactionEnded();
        acknowledgeIfIdle();
    }

    /// What waited for the end of the transaction.
    private void acknowledgeIfIdle() {
        if (inTransaction) {
            return;
        }
        if (current == null) {
            writer.rollback();
        }
        retirement.acknowledge(current, writer);
        if (!afterTransaction.isEmpty()) {
            List<Runnable> actions = List.copyOf(afterTransaction);
            afterTransaction.clear();
            actions.forEach(Runnable::run);
        }
    }

    /// Runs an action under the lock, now or at the end of the transaction that is open. It must not throw.
    void betweenTransactions(Runnable action) {
        lock.lock();
        try {
            afterTransaction.add(action);
            acknowledgeIfIdle();
            reap();
        } finally {
            unlock();
        }
    }

    /// Under the lock: publishes a state with the same rows, in which these partitions have other versions.
    ///
    /// @param replace gives the partition its version from that commit on; must not throw
    void republish(Partition[] partitions, ObjLongConsumer<Partition> replace) {
        Published old = requireCurrent();
        long commit = old.commit + 1;
        for (Partition partition : partitions) {
            retirement.add(partition, partition.version, commit);
            replace.accept(partition, commit);
        }
        if (changes != null) {
            changes.add(commit, partitions, partitions.length);
        }
        publish(new Published(commit, old.rowCount, old.catalog));
        retirement.supersede(old);
    }

    /// For the writer, in a transaction: a sealed partition goes on in memory.
    void thaw(Partition partition) {
        RowRun run;
        String runName = runName(partition.bucketStartNs(), partition.keyCode(), "main");
        try (PartitionView view = PartitionView.open(this, partition, Long.MAX_VALUE, null)) {
            MergedRows rows = view.merged();
            Block copy = rows.copy(runName, blocks, -1);
            run = RowRun.ofRows(blocks, runName, copy, rows);
        }
        lock.lock();
        try {
            republish(new Partition[] {partition}, (thawed, commit) -> thawed.replaceVersion(run, commit));
        } finally {
            unlock();
        }
    }

    /// Whether no published partition is of a later time.
    boolean isNewestBucket(long bucketStartNs) {
        if (writer.isStartingAnew()) {
            return false;
        }
        Published state = current;
        return state == null
                || state.catalog.size() == 0
                || state.catalog.get(state.catalog.size() - 1).bucketStartNs() <= bucketStartNs;
    }

    /// Whether a bucket has rows in memory that are worth a new file of it: main rows, or many late ones.
    boolean isWorthSealing(long bucketStartNs) {
        lock.lock();
        try {
            Published state = current;
            long sealedRows = 0;
            long lateRows = 0;
            int index = state == null ? 0 : state.catalog.lowerBound(bucketStartNs, Integer.MIN_VALUE);
            for (; state != null && index < state.catalog.size(); index++) {
                Partition partition = state.catalog.get(index);
                if (partition.bucketStartNs() != bucketStartNs) {
                    break;
                }
                if (partition.sealed == null) {
                    return true;
                }
                sealedRows += partition.committedMainRows;
                lateRows += partition.committedLateRows;
            }
            return lateRows > Math.max(LATE_ROWS_BEFORE_SEAL, sealedRows / LATE_SHARE_BEFORE_SEAL);
        } finally {
            unlock();
        }
    }

    /// Null once the table is dropped.
    Catalog catalog() {
        Published state = current;
        return state == null ? null : state.catalog;
    }

    /// Before anybody knows the table: what a directory says that it has.
    void restore(List<Partition> partitions, long commit) {
        long rows = 0;
        for (Partition partition : partitions) {
            rows += partition.committedMainRows;
        }
        Catalog catalog = Catalog.EMPTY.plus(partitions.toArray(Partition[]::new), partitions.size());
        catalog.tellPlaces();
        current = new Published(commit, rows, catalog);
    }

    /// For a table that another process writes: the writer goes on with these partitions and no others.
    /// Readers see nothing of it before [#publishReplayed], and nothing at all after a [#rollback].
    void startAnew(List<Partition> partitions) {
        lock.lock();
        try {
            requireOpen();
            writer.startAnew(Catalog.EMPTY.plus(partitions.toArray(Partition[]::new), partitions.size()));
        } finally {
            unlock();
        }
    }

    /// Shows what was replayed from a log, which has it already.
    ///
    /// @param lastCommit the last one in the log
    void publishReplayed(long lastCommit) {
        lock.lock();
        try {
            writer.dropEmpty();
            Catalog anew = writer.takeBase();
            if (anew != null) {
                publishAnew(anew, lastCommit);
            } else if (!writer.isClean() || lastCommit > current.commit) {
                publishTransaction(Math.max(current.commit + 1, lastCommit));
            }
            endTransaction();
            reap();
        } finally {
            unlock();
        }
    }

    private void publishAnew(Catalog base, long lastCommit) {
        Published old = current;
        writer.sortTails();
        long commit = Math.max(old.commit + 1, lastCommit);
        Catalog catalog = writer.publish(commit, retirement.live(old), base, null);
        catalog.tellPlaces();
        changes = null;
        long rows = 0;
        Set<Partition> kept = new HashSet<>();
        for (Partition partition : catalog.partitions()) {
            rows += partition.committedMainRows + partition.committedLateRows;
            kept.add(partition);
        }
        publish(new Published(commit, rows, catalog));
        for (Partition partition : old.catalog.partitions()) {
            if (!kept.contains(partition)) {
                retirement.add(partition, partition.version, commit);
            }
        }
        retirement.supersede(old);
    }

    /// Folds the late rows of a partition into a new version, as a part of that commit.
    ///
    /// @return false where that fails, as where the memory for it is not there: the late rows stay as they
    ///     are
    boolean fold(Partition partition, long commit) {
        RowRun folded = null;
        boolean isRetired = false;
        try {
            folded = LateFold.fold(partition, runName(partition.bucketStartNs(), partition.keyCode(), "main"), blocks);
            retirement.add(partition, partition.version, commit);
            isRetired = true;
            partition.replaceVersion(folded, commit);
        } catch (RuntimeException | OutOfMemoryError e) {
            // The partition changes last, by a write that cannot fail; the commit goes on without the fold.
            if (isRetired) {
                retirement.removeLast();
            }
            if (folded != null) {
                folded.release();
            }
            System.getLogger("io.arenite.partitions")
                    .log(System.Logger.Level.WARNING, "late rows stay unfolded: table=" + name, e);
            return false;
        }
        folds++;
        return true;
    }

    /// The bucket with the partitions that are published.
    BucketPartitions bucket(long startNs, long endNs) {
        BucketPartitions bucket = new BucketPartitions(startNs, endNs);
        Catalog catalog = writer.isStartingAnew() ? writer.base() : requireCurrent().catalog;
        for (int i = catalog.lowerBound(startNs, Integer.MIN_VALUE); i < catalog.size(); i++) {
            Partition partition = catalog.get(i);
            if (partition.bucketStartNs() != startNs) {
                break;
            }
            bucket.put(Math.max(0, partition.keyCode()), partition);
        }
        return bucket;
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
        if (state.release() && retirement.hasRetired) {
            reapWanted = true;
            reapIfWanted();
        }
    }

    // Under the lock.

    private void reap() {
        reapWanted = false;
        retirement.reap(current);
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

    /// Partitions that are found when somebody asks for the table's rows or symbols.
    void restoreWhenAsked(Supplier<List<Partition>> partitions) {
        unread = partitions;
        current = null;
    }

    private Published requireCurrent() {
        Published state = current;
        return state == null ? readOrRefuse() : state;
    }

    private Published readOrRefuse() {
        lock.lock();
        try {
            if (unread != null) {
                restore(unread.get(), 1);
                unread = null;
            }
            Published state = current;
            if (state == null) {
                throw droppedError();
            }
            return state;
        } finally {
            unlock();
        }
    }

    private IllegalStateException droppedError() {
        return new IllegalStateException("table is dropped: table=" + name);
    }

    String runName(long bucketStartNs, int keyCode, String part) {
        String key = keyCode < 0 ? "" : symbols().symbol(keyCode);
        return name + "[" + key + "@" + bucketStartNs + "]." + part;
    }

    @Override
    public String toString() {
        return "TableStore[name=" + name + ", dropped=" + isDropped() + "]";
    }
}
