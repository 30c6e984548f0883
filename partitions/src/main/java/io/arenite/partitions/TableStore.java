package io.arenite.partitions;

import io.arenite.arena.MemoryStats;
import io.arenite.arena.file.StorageException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// One table: one writer, many readers.
///
/// [TableCommits] says what it guarantees.
public final class TableStore {

    /// Of a question whose files are replaced again and again.
    private static final int MOST_ATTEMPTS = 20;

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

    private final TableObservers observers = new TableObservers(this);
    private final TableWriter writer;
    private final TableCommits commits;

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
        this.commits = new TableCommits(this, writer, durability, observers);
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
        commits.requireRead();
        return symbols;
    }

    /// Committed rows.
    public long rowCount() {
        return commits.requireCurrent().rowCount;
    }

    /// The number of the last commit; 0 at first.
    public long commitNumber() {
        return commits.requireCurrent().commit;
    }

    public boolean isDropped() {
        return commits.isDropped();
    }

    /// The table's memory.
    public MemoryStats.Account memory() {
        return blocks.account().stats();
    }

    /// What the table is made of at this moment.
    public TableStats stats() {
        return commits.stats();
    }

    /// The one writer.
    ///
    /// @throws IllegalStateException while another appender or a feed is open
    public Appender appender() {
        Appender appender = new Appender(this, writer);
        commits.own(appender);
        return appender;
    }

    /// Rows from many threads; takes the place of the appender while it is open.
    public Feed feed(FeedOptions options) {
        return Feed.open(this, options);
    }

    /// What is committed now, for as long as it is held.
    public TableSnapshot snapshot() {
        while (true) {
            Published state = commits.requireCurrent();
            if (state.tryAcquire()) {
                return new TableSnapshot(this, state);
            }
        }
    }

    /// What a question about the rows that are committed now gives.
    ///
    /// A table that another process writes is as of its last refresh; where the question needs a sealed file
    /// that the writer has replaced since, the table is refreshed and the question asked anew. So it may be
    /// asked more than once, always of one state of the table.
    ///
    /// @param question keeps nothing of the snapshot but what it pins itself; leaves nothing behind where it
    ///     throws
    public <T> T ask(Function<TableSnapshot, T> question) {
        for (int attempt = 1; ; attempt++) {
            try (TableSnapshot snapshot = snapshot()) {
                return question.apply(snapshot);
            } catch (StorageException e) {
                if (e.errno() != StorageException.ESTALE || attempt == MOST_ATTEMPTS) {
                    throw e;
                }
            }
            durability.refreshTable();
        }
    }

    /// Removes the table. Open snapshots and views keep what they see; memory goes with the last of them. An
    /// open appender gets an error at its next row, and its uncommitted rows are gone.
    public void drop() {
        commits.end(true);
    }

    /// The table leaves memory, as it is on disk; nothing where it has left already.
    ///
    /// @throws RuntimeException where its files do not end well; it has left all the same
    void forget() {
        commits.end(false);
    }

    /// Told by [TableCommits].
    void left() {
        storage.forget(this);
        observers.runDropActions();
    }

    /// Who wants to know of commits and of the table's end.
    public TableObservers observers() {
        return observers;
    }

    /// Everything that is committed is in sealed files, and out of the log, when it returns. Does nothing in
    /// memory.
    public void seal() {
        commits.requireOpen();
        durability.seal();
    }

    /// Reads all that is sealed again: checksums, and statistics against the rows.
    ///
    /// @return what is wrong; empty if nothing is
    public List<Damage> verify() {
        commits.requireOpen();
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
        return commits.dropPartitions(
                partition -> partition.bucketEndNs() <= tsNs && partition.bucketEndNs() != Long.MAX_VALUE);
    }

    /// Removes the partitions of the bucket that a time lies in, with the rows that are committed in them.
    ///
    /// @return how many
    public int dropBucket(long tsNs) {
        long startNs = partitionBy.bucketStartNs(tsNs);
        return commits.dropPartitions(partition -> partition.bucketStartNs() == startNs);
    }

    // For this package.

    TableCommits commits() {
        return commits;
    }

    TableLayout layout() {
        return layout;
    }

    BlockSource blocks() {
        return blocks;
    }

    TableWriter writer() {
        return writer;
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

    // Under the lock.

    String runName(long bucketStartNs, int keyCode, String part) {
        String key = keyCode < 0 ? "" : symbols().symbol(keyCode);
        return name + "[" + key + "@" + bucketStartNs + "]." + part;
    }

    @Override
    public String toString() {
        return "TableStore[name=" + name + ", dropped=" + isDropped() + "]";
    }
}
