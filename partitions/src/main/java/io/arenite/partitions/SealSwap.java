package io.arenite.partitions;

import io.arenite.partitions.log.SegmentPartition;
import java.util.ArrayList;
import java.util.List;

/// Puts the partitions of a sealed file in the place of those in memory, between two transactions. Rows that
/// were committed after the file's snapshot become late rows of the sealed ones.
///
/// A partition stays as it is where it was folded, thawed or dropped since the snapshot; and where it is in
/// memory and its bucket is the newest: more rows will come.
final class SealSwap implements Runnable {
    private final TableStore store;
    private final SealedFile file;
    private final boolean newestToo;
    private final List<Candidate> candidates = new ArrayList<>();

    /// What the file has of a partition.
    private record Candidate(
            int batch,
            Partition partition,
            PartitionVersion version,
            long mainRows,
            long lateRows,
            SegmentPartition rows) {}

    /// What a partition becomes.
    private record Replacement(Partition partition, SealedRun run, RowRun rest) {}

    /// @param newestToo whether partitions of the newest bucket leave memory
    SealSwap(TableStore store, SealedFile file, boolean newestToo) {
        this.newestToo = newestToo;
        this.store = store;
        this.file = file;
    }

    /// @param commit of the snapshot that was written, which is still open
    void add(int batch, Partition partition, long commit, SegmentPartition rows) {
        PartitionVersion version = partition.version.at(commit);
        Marks marks = version.marks();
        int place = marks.find(commit);
        candidates.add(new Candidate(batch, partition, version, marks.mainRows(place), marks.lateRows(place), rows));
    }

    @Override
    public void run() {
        Catalog catalog = store.commits().catalog();
        if (catalog == null) {
            return;
        }
        List<Replacement> replacements = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (isInPlace(candidate, catalog)) {
                Replacement replacement = replacement(candidate);
                if (replacement != null) {
                    replacements.add(replacement);
                }
            }
        }
        if (replacements.isEmpty()) {
            return;
        }
        Partition[] partitions =
                replacements.stream().map(Replacement::partition).toArray(Partition[]::new);
        var next = replacements.iterator();
        store.commits().republish(partitions, (partition, commit) -> {
            Replacement replacement = next.next();
            partition.replaceVersion(replacement.run, replacement.rest, commit);
        });
    }

    private boolean isInPlace(Candidate candidate, Catalog catalog) {
        Partition partition = candidate.partition;
        return catalog.has(partition)
                && partition.version == candidate.version
                && (newestToo
                        || partition.sealed != null
                        || !store.commits().isNewestBucket(partition.bucketStartNs()));
    }

    /// Null where there is no memory for the rows that the file does not have.
    private Replacement replacement(Candidate candidate) {
        Partition partition = candidate.partition;
        boolean hasRest =
                partition.committedMainRows > candidate.mainRows || partition.committedLateRows > candidate.lateRows;
        RowRun rest = null;
        if (hasRest) {
            try {
                rest = rest(candidate);
            } catch (RuntimeException | OutOfMemoryError e) {
                System.getLogger("io.arenite.partitions")
                        .log(System.Logger.Level.WARNING, "partition stays in memory: " + partition, e);
                return null;
            }
        }
        return new Replacement(partition, new SealedRun(store.layout(), file, candidate.batch, candidate.rows), rest);
    }

    /// In an order that keeps rows of the same time in order of arrival: a late row is older than all main
    /// rows that were committed after it, so it can share its time with main rows before it only.
    private RowRun rest(Candidate candidate) {
        Partition partition = candidate.partition;
        RowRun rest = store.newRun(partition, "late");
        try {
            if (partition.main != null) {
                rest.appendRows(partition.main, candidate.mainRows);
            }
            if (partition.late != null) {
                rest.appendRows(partition.late, candidate.lateRows);
            }
            rest.publishValidity();
            return rest;
        } catch (RuntimeException | OutOfMemoryError e) {
            rest.release();
            throw e;
        }
    }
}
