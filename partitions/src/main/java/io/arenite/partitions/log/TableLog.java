package io.arenite.partitions.log;

import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.file.FileLayer;
import io.arenite.arena.file.StorageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The log of a table: files of records, named by the sequence of their first one.
///
///     00000000000000000001.log   00000000000000000204.log   00000000000000000391.log
///     | 1 | 2 | ...     | 203 |  | 204 | ...      | 390 |   | 391 | 392 | ...  the current one
///
/// 1. A record is written by one call to the end of the current file. One that fails is cut off again: the
///    commit may be tried anew.
/// 2. A sync that fails ends the log: what is on disk then nobody knows, so each later commit is refused
///    with the reason, until the log is opened anew.
/// 3. A file is deleted when segments cover all that is in it and in all files before it. So the chain of
///    sequences has no holes, and a hole is a loss.
/// 4. The writer calls [#begin] to [#append] under its table's lock; [#covered] and the sync thread come
///    from other threads. This lock is held for no call of the system: one thread at a time deletes or
///    syncs what has ended, and the writer waits for neither.
public final class TableLog implements AutoCloseable {
    private final FileLayer files;
    private final Path directory;
    private final LogOptions options;
    private final LogSync sync;
    private final RecordBuffer buffer;
    private final DefinedSymbols symbols = new DefinedSymbols();
    private final LogReport report;

    // The writer's.
    private final TouchedBuckets touched = new TouchedBuckets();
    private long lastStart;

    private final ReentrantLock lock = new ReentrantLock();
    /// A sync or a deletion has ended.
    private final Condition done = lock.newCondition();

    // Guarded by the lock; the writer, who alone changes the first three, reads them without.
    private LogFile current;
    private long nextSequence;
    /// Goes up when a sequence is used again.
    private int epoch;

    /// All before are on disk; 0 where nobody looks.
    private volatile long durable;

    /// All but the current one, in order.
    private final List<LogFile> closed = new ArrayList<>();

    private volatile long totalBytes;
    private volatile RuntimeException failure;
    private volatile boolean syncWanted;
    private boolean syncing;
    private boolean deleting;
    private boolean isClosed;

    private TableLog(
            FileLayer files,
            Path directory,
            LogOptions options,
            LogSync sync,
            RecordBuffer buffer,
            LogRecovery recovery) {
        this.files = files;
        this.directory = directory;
        this.options = options;
        this.sync = sync;
        this.buffer = buffer;
        this.report = recovery.report();
        this.closed.addAll(recovery.found);
        this.nextSequence = recovery.nextSequence();
        this.totalBytes = report.bytes();
    }

    /// Reads all records, cuts off what a crash has left behind them, and goes on behind them with a new
    /// file.
    ///
    /// @param sync the database's
    /// @throws io.arenite.arena.file.CorruptFileException where the disk has lost records
    public static TableLog open(
            FileLayer files,
            Path directory,
            LogOptions options,
            DamagePolicy policy,
            LogSync sync,
            MemoryPool pool,
            MemoryAccount account,
            LogReader records) {
        LogRecovery recovery = LogRecovery.run(files, directory, policy, pool, account, records);
        TableLog log = new TableLog(files, directory, options, sync, new RecordBuffer(pool, account), recovery);
        if (!(options.mode() instanceof SyncMode.None)) {
            log.syncFound();
        }
        log.deleteCovered();
        return log;
    }

    /// What the process before has written and not synced is built upon from now on.
    private void syncFound() {
        for (LogFile log : closed) {
            log.syncEnded(files);
            log.isOnDisk = true;
        }
        files.syncDirectory(directory);
        durable = nextSequence;
    }

    public LogReport report() {
        return report;
    }

    /// Of all files.
    public long totalBytes() {
        return totalBytes;
    }

    /// The sequence of the next record.
    public long nextSequence() {
        return nextSequence;
    }

    /// Whether it is time to seal buckets before the next commit, so that files can go: those that
    /// [#oldestBuckets] names.
    public boolean isFull() {
        return totalBytes >= options.limitBytes();
    }

    /// The buckets that keep the oldest file from going.
    public long[] oldestBuckets() {
        lock.lock();
        try {
            LogFile oldest = closed.isEmpty() ? current : closed.getFirst();
            return oldest == null ? new long[0] : oldest.buckets();
        } finally {
            lock.unlock();
        }
    }

    /// Begins a record, in a new file where the one before is full.
    ///
    /// @throws StorageException where there can be no new file
    /// @throws IllegalStateException where the log has failed
    public RecordBuffer begin() {
        requireUsable();
        touched.clear();
        symbols.undo();
        if (current == null) {
            startFile();
        }
        return buffer.begin();
    }

    private void startFile() {
        LogFile file = LogFile.create(files, directory, nextSequence);
        lock.lock();
        try {
            current = file;
        } finally {
            lock.unlock();
        }
        symbols.clear();
    }

    /// The symbols that the current file defines, with those that the record needs beyond.
    public DefinedSymbols symbols() {
        return symbols;
    }

    /// The record has rows of that bucket.
    public void touch(long bucketStartNs) {
        touched.add(bucketStartNs);
    }

    /// Writes the record, which is that of a commit; on disk when it returns, as far as the mode promises.
    ///
    /// @throws StorageException where the system refuses: the record is not in the log. Only where the sync
    ///     failed it may be there after all when the log is opened anew, and the text says so
    public void append(long commit) {
        LogFile target = current;
        lastStart = target.sizeBytes;
        try {
            buffer.write(target.file, lastStart, nextSequence, durable);
        } catch (StorageException e) {
            symbols.undo();
            cutBack(target, e);
            throw e;
        }
        written(target, buffer.frameBytes(), commit);
        symbols.keep();
        buffer.shrink();
        switch (options.mode()) {
            case SyncMode.None _ -> {}
            case SyncMode.Interval _ -> wantSync();
            case SyncMode.Commit _ -> {
                target.allocateAhead(options.fileBytes());
                syncCommit(target, commit);
            }
        }
        if (target.sizeBytes >= options.fileBytes()) {
            endFile();
        }
    }

    private void written(LogFile target, long bytes, long commit) {
        lock.lock();
        try {
            target.sizeBytes += bytes;
            totalBytes += bytes;
            nextSequence++;
            touched.touch(target, commit);
        } finally {
            lock.unlock();
        }
    }

    private void cutBack(LogFile target, StorageException cause) {
        try {
            target.file.truncate(target.sizeBytes);
            target.allocatedBytes = target.sizeBytes;
        } catch (StorageException e) {
            cause.addSuppressed(e);
            fail(cause);
        }
    }

    /// Takes the last record back, which nobody was told of: its commit could not be published.
    ///
    /// @throws StorageException where that fails; the log has failed then
    public void takeBack() {
        requireUsable();
        lock.lock();
        try {
            epoch++;
            nextSequence--;
            durable = Math.min(durable, nextSequence);
            LogFile target = current == null ? closed.getLast() : current;
            totalBytes -= target.sizeBytes - lastStart;
            target.sizeBytes = lastStart;
            if (current == null) {
                closed.removeLast();
                target.isOnDisk = false;
                current = target;
            }
        } finally {
            lock.unlock();
        }
        // its definitions are gone with it
        symbols.clear();
        try {
            if (current.file == null) {
                current.file = files.openForWriting(current.path);
            }
            current.file.truncate(lastStart);
            current.allocatedBytes = lastStart;
        } catch (StorageException e) {
            fail(e);
            throw e;
        }
    }

    private void wantSync() {
        if (!syncWanted) {
            syncWanted = true;
            sync.add(this);
        }
    }

    private void syncCommit(LogFile target, long commit) {
        try {
            target.file.sync();
        } catch (StorageException e) {
            fail(e);
            throw new StorageException(
                    e.getMessage() + ", commit=" + commit + ", in doubt until the database is opened anew",
                    e.file(),
                    e.errno());
        }
        durable = nextSequence;
    }

    /// The next record begins a new file.
    private void endFile() {
        lock.lock();
        try {
            switch (options.mode()) {
                case SyncMode.Commit _ when !syncing -> current.endOnDisk();
                case SyncMode.Commit _ -> current.isOnDisk = true;
                case SyncMode.None _ when !syncing -> current.closeFile();
                case SyncMode.None _, SyncMode.Interval _ -> {}
            }
            closed.add(current);
            current = null;
        } finally {
            lock.unlock();
        }
    }

    long intervalNs() {
        return options.mode() instanceof SyncMode.Interval interval ? interval.millis() * 1_000_000 : 0;
    }

    /// The sync thread: brings to disk what is written now.
    void syncWritten() {
        lock.lock();
        try {
            awaitSync();
            if (isClosed || failure != null) {
                return;
            }
            syncWanted = false;
            syncing = true;
        } finally {
            lock.unlock();
        }
        syncFiles();
        try {
            deleteCovered();
        } catch (StorageException e) {
            System.getLogger(TableLog.class.getPackageName())
                    .log(System.Logger.Level.WARNING, "log file stays a while: " + e.getMessage());
        }
    }

    /// All records that are written are on disk when it returns, in every mode: before a sealed file gets
    /// rows of a commit for good, the other rows of that commit must not be lost any more.
    ///
    /// @throws IllegalStateException where the log has failed, or fails now
    public void sync() {
        lock.lock();
        try {
            awaitSync();
            requireUsable();
            if (durable >= nextSequence) {
                return;
            }
            syncing = true;
        } finally {
            lock.unlock();
        }
        syncFiles();
        requireUsable();
    }

    /// Also for the one who deletes: its file must not be synced meanwhile.
    private void awaitSync() {
        while (syncing || deleting) {
            done.awaitUninterruptibly();
        }
    }

    private void syncFiles() {
        List<LogFile> ended;
        LogFile growing;
        long upTo;
        int seenEpoch;
        lock.lock();
        try {
            upTo = nextSequence;
            seenEpoch = epoch;
            ended = closed.stream().filter(each -> !each.isOnDisk).toList();
            growing = current;
        } finally {
            lock.unlock();
        }
        try {
            ended.forEach(each -> each.syncEnded(files));
            if (growing != null) {
                growing.file.sync();
            }
        } catch (RuntimeException e) {
            fail(e);
        }
        lock.lock();
        try {
            if (failure == null && seenEpoch == epoch) {
                durable = upTo;
                // the one that was growing may have got more since, even if it has ended meanwhile
                ended.forEach(LogFile::endOnDisk);
                if (growing != null && growing != current && growing.isOnDisk) {
                    growing.closeFile();
                }
            }
        } finally {
            syncing = false;
            done.signalAll();
            lock.unlock();
        }
    }

    private void fail(RuntimeException reason) {
        lock.lock();
        try {
            failure = reason;
        } finally {
            lock.unlock();
        }
    }

    private void requireUsable() {
        RuntimeException reason = failure;
        if (reason != null) {
            throw new IllegalStateException(
                    "log failed and takes no more commits until it is opened anew: directory=" + directory + ", reason="
                            + reason.getMessage(),
                    reason);
        }
        if (isClosed) {
            throw new IllegalStateException("log is closed: directory=" + directory);
        }
    }

    /// A segment has all rows of the bucket of commits up to that one, on disk. Deletes the files that
    /// nothing keeps.
    ///
    /// @throws StorageException where a file cannot be deleted; the next call tries again
    public void covered(long bucketStartNs, long commit) {
        lock.lock();
        try {
            closed.forEach(each -> each.cover(bucketStartNs, commit));
            if (current != null) {
                current.cover(bucketStartNs, commit);
            }
        } finally {
            lock.unlock();
        }
        deleteCovered();
    }

    /// The oldest one, again and again. The writer goes on meanwhile: nothing that it writes relies on a
    /// file that has gone, and a power loss that brings one back brings back what segments have. What the
    /// files must not do is go in another order, so they go one by one, each with a sync of the directory.
    private void deleteCovered() {
        lock.lock();
        try {
            while (deleting) {
                done.awaitUninterruptibly();
            }
            for (LogFile oldest = oldestCovered(); oldest != null; oldest = oldestCovered()) {
                deleting = true;
                lock.unlock();
                try {
                    oldest.delete(files, directory);
                } finally {
                    lock.lock();
                    deleting = false;
                    done.signalAll();
                }
                closed.removeFirst();
                totalBytes -= oldest.sizeBytes;
            }
        } finally {
            lock.unlock();
        }
    }

    /// Null where there is none, where whoever syncs it looks here, and where another log may have its files.
    private LogFile oldestCovered() {
        LogFile oldest = isClosed || closed.isEmpty() ? null : closed.getFirst();
        return oldest == null || !oldest.isCovered() || syncing && !oldest.isOnDisk ? null : oldest;
    }

    /// Where the log has not failed all of it is on disk afterwards, but in mode [SyncMode.None].
    ///
    /// @throws StorageException where the last sync fails; the log is closed all the same
    @Override
    public void close() {
        lock.lock();
        try {
            awaitSync();
            isClosed = true;
            closeFiles();
        } finally {
            lock.unlock();
            buffer.close();
        }
    }

    private void closeFiles() {
        List<LogFile> open = new ArrayList<>(closed);
        if (current != null) {
            open.add(current);
        }
        try {
            if (failure == null && options.mode() instanceof SyncMode.Interval) {
                open.stream().filter(each -> each.file != null).forEach(each -> each.file.sync());
            }
            if (failure == null && current != null && current.allocatedBytes > current.sizeBytes) {
                current.file.truncate(current.sizeBytes);
            }
        } finally {
            open.forEach(LogFile::closeFile);
        }
    }
}
