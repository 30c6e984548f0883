package io.arenite.partitions;

import io.arenite.arena.file.CorruptFileException;
import io.arenite.arena.file.StorageException;

/// One time bucket of one key: the rows that are contiguous and sorted by (timestamp, arrival).
///
///     published main rows            | uncommitted tail     | room
///     sorted by (ts, arrival)        | in order of arrival  |
///     ------------------------------ ^ publishedTs          ^ main.rows
///
/// A row that is not older than the last published one joins the tail, which [TailSort] sorts before it is
/// published. An older one is *late*: it joins the late run, which stays in order of arrival and which
/// readers merge, until [LateFold] makes a new version out of both. So on equal timestamps a main row arrived
/// before a late one.
///
/// In a *sealed* partition the main rows lie in a file and do not grow: all new rows are late, also those
/// that are newer than the last main row. An active one is *thawed* instead: the writer copies the rows to a
/// run that grows, which readers see from the next commit on.
///
/// Readers use [#version] only; everything else belongs to the writer.
final class Partition implements PartitionRef {
    private final TableStore store;
    private final long bucketStartNs;
    private final long bucketEndNs;
    private final int keyCode;

    /// The newest; older ones hang from it while a snapshot may need them.
    volatile PartitionVersion version;

    /// Null while the main rows are sealed.
    RowRun main;

    /// Null while the main rows are in memory.
    SealedRun sealed;

    /// Null while the version has no late rows.
    RowRun late;

    long lastTsNs = Long.MIN_VALUE;
    long publishedTsNs = Long.MIN_VALUE;
    long committedMainRows;
    long committedLateRows;
    /// Has uncommitted rows and stands in the writer's list.
    boolean dirty;

    boolean unsorted;
    /// In the catalog; before, a rollback removes it.
    boolean published;

    /// Its index in the newest catalog, for the [ChangeLog].
    int catalogPlace;

    // Scratch of a bulk append.
    int bulkStamp;
    int bulkGroup;
    int journalStamp;

    Partition(TableStore store, long bucketStartNs, long bucketEndNs, int keyCode, RowRun main) {
        this.store = store;
        this.bucketStartNs = bucketStartNs;
        this.bucketEndNs = bucketEndNs;
        this.keyCode = keyCode;
        this.main = main;
        this.version = new PartitionVersion(main);
    }

    /// A partition that begins with the rows of a file, visible from the first commit on.
    Partition(TableStore store, long bucketStartNs, long bucketEndNs, int keyCode, SealedRun sealed) {
        this.store = store;
        this.bucketStartNs = bucketStartNs;
        this.bucketEndNs = bucketEndNs;
        this.keyCode = keyCode;
        this.version = PartitionVersion.first(sealed, sealed.rows, 0);
        use(sealed);
        committed();
    }

    private void use(SealedRun run) {
        sealed = run;
        main = null;
        late = null;
        lastTsNs = run.lastTsNs;
    }

    @Override
    public long bucketStartNs() {
        return bucketStartNs;
    }

    @Override
    public long bucketEndNs() {
        return bucketEndNs;
    }

    @Override
    public int keyCode() {
        return keyCode;
    }

    @Override
    public long rowCount(TableSnapshot snapshot) {
        return snapshot.rowCount(this);
    }

    /// Writer: one row at its time.
    void append(RowBuilder row, long tsNs) {
        if (isSealed(tsNs)) {
            late().append(row);
        } else if (tsNs >= lastTsNs) {
            main.append(row);
            lastTsNs = tsNs;
        } else if (tsNs >= publishedTsNs) {
            main.append(row);
            unsorted = true;
        } else {
            late().append(row);
        }
    }

    /// Writer: whether a row of that time is late because the main rows are sealed. Thaws the partition where
    /// rows of that time will go on coming.
    boolean isSealed(long tsNs) {
        if (sealed != null
                && tsNs >= lastTsNs
                && uncommittedRows() == 0
                && store.commits().isNewestBucket(bucketStartNs)) {
            try {
                store.commits().thaw(this);
            } catch (CorruptFileException | StorageException e) {
                // Readers are told. New rows go beside what cannot be read.
                return true;
            }
        }
        return sealed != null;
    }

    /// Writer: the late run, made at the first late row.
    RowRun late() {
        if (late == null) {
            late = store.newRun(this, "late");
            version.late = late;
        }
        return late;
    }

    long uncommittedRows() {
        return mainRows() - committedMainRows + lateRows() - committedLateRows;
    }

    long mainRows() {
        return sealed != null ? sealed.rows : main.rows;
    }

    long lateRows() {
        return late == null ? 0 : late.rows;
    }

    /// Writer: shows the rows so far to the readers of that commit.
    void publish(long commit, LiveCommits live) {
        if (main != null) {
            main.publishValidity();
        }
        if (late != null) {
            late.publishValidity();
        }
        version.mark(commit, mainRows(), lateRows(), live);
        committed();
    }

    /// Writer: a version that holds everything takes the place of the current one, from that commit on.
    void replaceVersion(RowRun folded, long commit) {
        folded.publishValidity();
        version = PartitionVersion.after(version, folded, folded.rows, null, commit);
        main = folded;
        sealed = null;
        late = null;
        lastTsNs = folded.timestamp(folded.rows - 1);
        committed();
    }

    /// Between two transactions: a sealed run that holds the first rows of what is published takes the place
    /// of them.
    ///
    /// @param rest the published rows that it does not hold, in order of arrival; null if there are none
    void replaceVersion(SealedRun run, RowRun rest, long commit) {
        version = PartitionVersion.after(version, run, run.rows, rest, commit);
        use(run);
        late = rest;
        committed();
    }

    private void committed() {
        committedMainRows = mainRows();
        committedLateRows = lateRows();
        publishedTsNs = lastTsNs;
        unsorted = false;
        dirty = false;
        published = true;
    }

    /// Writer: forgets the uncommitted rows.
    void rollback() {
        if (main != null) {
            main.rows = committedMainRows;
        }
        if (late != null) {
            late.rows = committedLateRows;
        }
        lastTsNs = publishedTsNs;
        unsorted = false;
        dirty = false;
    }

    /// Writer: a new partition starts with the uncommitted rows of a dropped one.
    void takeUncommitted(Partition dropped) {
        if (dropped.late != null) {
            main.appendRows(dropped.late, dropped.committedLateRows);
        }
        if (dropped.main != null) {
            main.appendRows(dropped.main, dropped.committedMainRows);
        }
        for (long row = 0; row < main.rows; row++) {
            lastTsNs = Math.max(lastTsNs, main.timestamp(row));
        }
        unsorted = true;
        dirty = true;
    }

    @Override
    public String toString() {
        return "Partition[table=" + store.name() + ", bucketStartNs=" + bucketStartNs + ", keyCode=" + keyCode + "]";
    }
}
