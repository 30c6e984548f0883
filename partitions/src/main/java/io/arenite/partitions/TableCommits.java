package io.arenite.partitions;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// How one state of a table follows another: commits, drops, seals and replays, under one lock that readers
/// never take.
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
final class TableCommits {
    private final TableStore store;
    private final TableWriter writer;
    private final Durability durability;
    private final TableObservers observers;
    private final ReentrantLock lock = new ReentrantLock();

    /// Null once the table is dropped, and while its partitions are not read yet.
    private volatile Published current = new Published(0, 0, Catalog.EMPTY);

    /// Finds the partitions of a file when somebody asks for them; null once that is done.
    private volatile Supplier<List<Partition>> unread;

    private volatile boolean reapWanted;

    /// Null until somebody asks.
    private volatile ChangeLog changes;

    // All guarded by the lock.
    private final Retirement retirement = new Retirement();
    private final WriterGate gate;
    private long folds;

    TableCommits(TableStore store, TableWriter writer, Durability durability, TableObservers observers) {
        this.store = store;
        this.writer = writer;
        this.gate = new WriterGate(store.name());
        this.durability = durability;
        this.observers = observers;
    }

    boolean isDropped() {
        return current == null && unread == null;
    }

    /// Reads what is not read yet.
    void requireRead() {
        if (unread != null) {
            requireCurrent();
        }
    }

    /// What the table is made of at this moment.
    TableStats stats() {
        lock.lock();
        try {
            return TableStats.of(store, requireCurrent(), folds, retirement);
        } finally {
            unlock();
        }
    }

    /// The table leaves memory, as it is on disk.
    ///
    /// @param drop whether it leaves the disk too
    /// @throws RuntimeException where its files do not end well; it has left all the same
    void end(boolean drop) {
        RuntimeException failure = null;
        lock.lock();
        try {
            Published old = drop ? requireCurrent() : current;
            if (old == null) {
                return;
            }
            if (drop) {
                durability.requireWritable();
                durability.dropTable();
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
            if (!gate.isOwned()) {
                // A replay that was cut short: nobody else ends its transaction.
                gate.end();
            }
            acknowledgeIfIdle();
            reap();
        } finally {
            unlock();
        }
        store.left();
        if (failure != null) {
            throw failure;
        }
    }

    /// Under the lock, so that states are told in their order.
    private void publish(Published state) {
        current = state;
        observers.tell(state);
    }

    /// Null once the table is dropped. Between two commits.
    void withState(Consumer<Published> action) {
        requireRead();
        lock.lock();
        try {
            action.accept(current);
        } finally {
            unlock();
        }
    }

    int dropPartitions(Predicate<Partition> doomed) {
        lock.lock();
        try {
            Published old = requireCurrent();
            durability.requireWritable();
            Catalog dropped = old.catalog.only(doomed);
            if (dropped.size() == 0) {
                return 0;
            }
            long commit = old.commit + 1;
            Catalog catalog = old.catalog.only(doomed.negate());
            try {
                durability.dropBuckets(dropped.bucketStartsNs(), commit);
            } catch (RuntimeException | Error e) {
                // Some of it may be on disk, and would take rows of another commit of that number with it.
                publish(new Published(commit, old.rowCount, old.catalog));
                retirement.supersede(old);
                throw e;
            }
            catalog.tellPlaces();
            publish(new Published(commit, old.rowCount - dropped.committedRows(), catalog));
            dropped.partitions().forEach(partition -> retirement.addDropped(partition, commit));
            retirement.supersede(old);
            acknowledgeIfIdle();
            reap();
            return dropped.size();
        } finally {
            unlock();
        }
    }

    void requireOpen() {
        if (current == null) {
            throw new IllegalStateException("table is dropped: table=" + store.name());
        }
    }

    /// Makes `owner` the one writer.
    void own(Object owner) {
        lock.lock();
        try {
            requireOpen();
            durability.requireWritable();
            gate.own(owner);
        } finally {
            unlock();
        }
    }

    /// Of a writer that is not the owner, or no longer, it takes no notice.
    void disown(Object owner) {
        lock.lock();
        try {
            if (gate.disown(owner)) {
                endTransaction();
                reap();
            }
        } finally {
            unlock();
        }
    }

    /// The writer is about to write.
    void beginTransaction() {
        lock.lock();
        gate.begin();
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
                throw new IllegalStateException(
                        "table is dropped: table=" + store.name() + ", uncommitted rows=" + rows);
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

    /// The writer's uncommitted rows are gone.
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
        gate.end();
        writer.transactionEnded();
        acknowledgeIfIdle();
    }

    /// What waited for the end of the transaction.
    private void acknowledgeIfIdle() {
        if (gate.isInTransaction()) {
            return;
        }
        if (current == null) {
            writer.rollback();
        }
        retirement.acknowledge(current, writer);
        gate.runWaiting();
    }

    /// Runs an action under the lock, now or at the end of the transaction that is open. It must not throw.
    void betweenTransactions(Runnable action) {
        lock.lock();
        try {
            gate.await(action);
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

    /// For the writer, in a transaction: a sealed partition goes on in memory; but not one that was dropped
    /// since the transaction began, whose version is retired already.
    void thaw(Partition partition) {
        RowRun run = LateFold.thaw(store, partition);
        withState(state -> {
            if (state != null && state.catalog.has(partition)) {
                republish(new Partition[] {partition}, (thawed, commit) -> thawed.replaceVersion(run, commit));
            } else {
                run.release();
            }
        });
    }

    /// Whether no published partition is of a later time.
    boolean isNewestBucket(long bucketStartNs) {
        Catalog catalog = catalog();
        return catalog == null || !writer.isStartingAnew() && catalog.isNewestBucket(bucketStartNs);
    }

    /// Whether a bucket has rows in memory that are worth a new file of it.
    boolean isWorthSealing(long bucketStartNs) {
        boolean[] worth = {false};
        withState(state -> worth[0] = state != null && state.catalog.isWorthSealing(bucketStartNs));
        return worth[0];
    }

    /// The bucket with the partitions that the transaction adds to.
    BucketPartitions bucket(long startNs, long endNs) {
        Catalog catalog = writer.isStartingAnew() ? writer.base() : requireCurrent().catalog;
        return catalog.bucket(startNs, endNs);
    }

    /// Null once the table is dropped.
    Catalog catalog() {
        Published state = current;
        return state == null ? null : state.catalog;
    }

    /// Before anybody knows the table: what a directory says that it has.
    void restore(List<Partition> partitions, long commit) {
        Catalog catalog = Catalog.of(partitions);
        catalog.tellPlaces();
        current = new Published(commit, catalog.committedRows(), catalog);
    }

    /// For a table that another process writes: the writer goes on with these partitions and no others.
    /// Readers see nothing of it before [#publishReplayed], and nothing at all after a [#rollback].
    void startAnew(List<Partition> partitions) {
        lock.lock();
        try {
            requireOpen();
            writer.startAnew(Catalog.of(partitions));
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
        publish(new Published(commit, catalog.committedRows(), catalog));
        for (Partition partition : old.catalog.partitions()) {
            if (!catalog.has(partition)) {
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
            folded = LateFold.fold(
                    partition, store.runName(partition.bucketStartNs(), partition.keyCode(), "main"), store.blocks());
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
                    .log(System.Logger.Level.WARNING, "late rows stay unfolded: table=" + store.name(), e);
            return false;
        }
        folds++;
        return true;
    }

    /// The first question starts the log, which then knows of later commits.
    int[] touched(long after, long until) {
        ChangeLog log = changes;
        if (log == null) {
            withState(state -> changes = changes == null && state != null ? new ChangeLog(state.commit) : changes);
            return null;
        }
        return log.between(after, until);
    }

    void release(Published state) {
        if (state.release() && retirement.hasRetired) {
            reapWanted = true;
            reapIfWanted();
        }
    }

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

    Published requireCurrent() {
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
            requireOpen();
            return current;
        } finally {
            unlock();
        }
    }
}
