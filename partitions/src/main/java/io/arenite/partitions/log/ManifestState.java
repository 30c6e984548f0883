package io.arenite.partitions.log;

import io.arenite.partitions.log.ManifestEdit.BucketDropped;
import io.arenite.partitions.log.ManifestEdit.CommitReached;
import io.arenite.partitions.log.ManifestEdit.OptionsChanged;
import io.arenite.partitions.log.ManifestEdit.SchemaChanged;
import io.arenite.partitions.log.ManifestEdit.SegmentAdded;
import io.arenite.partitions.log.ManifestEdit.TableCreated;
import io.arenite.partitions.log.ManifestEdit.TableDropped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// What a table is made of on disk: the sum of a manifest's edits. Changes with them; not thread safe.
public final class ManifestState {
    private final NavigableMap<Long, SegmentAdded> segments = new TreeMap<>();
    /// By bucket, for buckets without a segment.
    private final NavigableMap<Long, Long> drops = new TreeMap<>();

    private TableCreated created;
    private long lastCommit;
    private boolean dropped;

    /// @throws IllegalArgumentException where it cannot follow the edits so far
    void requireFits(ManifestEdit edit) {
        if (created == null != edit instanceof TableCreated) {
            throw new IllegalArgumentException("table is created once, by the first edit: edit=" + edit);
        }
        if (edit instanceof SegmentAdded added) {
            requireAbove(added.bucketStartNs(), added.commit(), edit);
        } else if (edit instanceof BucketDropped gone) {
            requireAbove(gone.bucketStartNs(), gone.commit(), edit);
        }
    }

    /// An edit that fits.
    void apply(ManifestEdit edit) {
        switch (edit) {
            case TableCreated first -> created = first;
            case SegmentAdded added -> {
                segments.put(added.bucketStartNs(), added);
                drops.remove(added.bucketStartNs());
                lastCommit = Math.max(lastCommit, added.commit());
            }
            case BucketDropped gone -> {
                segments.remove(gone.bucketStartNs());
                drops.put(gone.bucketStartNs(), gone.commit());
                lastCommit = Math.max(lastCommit, gone.commit());
            }
            case SchemaChanged changed ->
                created = new TableCreated(created.table(), changed.schema(), created.partitionBy(), created.options());
            case OptionsChanged changed ->
                created = new TableCreated(created.table(), created.schema(), created.partitionBy(), changed.options());
            case CommitReached reached -> lastCommit = Math.max(lastCommit, reached.commit());
            case TableDropped _ -> dropped = true;
        }
    }

    private void requireAbove(long bucketStartNs, long commit, ManifestEdit edit) {
        if (commit < coveredCommit(bucketStartNs)) {
            throw new IllegalArgumentException(
                    "edit goes back: edit=" + edit + ", covered commit=" + coveredCommit(bucketStartNs));
        }
    }

    /// Whether there was no edit yet.
    boolean isEmpty() {
        return created == null;
    }

    public String table() {
        return created.table();
    }

    public ManifestSchema schema() {
        return created.schema();
    }

    public String partitionBy() {
        return created.partitionBy();
    }

    public Map<String, String> options() {
        return created.options();
    }

    /// By bucket start.
    public Collection<SegmentAdded> segments() {
        return Collections.unmodifiableCollection(segments.values());
    }

    /// The bucket's segment, or null.
    public SegmentAdded segment(long bucketStartNs) {
        return segments.get(bucketStartNs);
    }

    /// Rows of that bucket of commits up to this one are in its segment or dropped: the log's are to be
    /// skipped. 0 where there are none.
    public long coveredCommit(long bucketStartNs) {
        SegmentAdded segment = segments.get(bucketStartNs);
        return segment != null ? segment.commit() : drops.getOrDefault(bucketStartNs, 0L);
    }

    /// By bucket without a segment: rows of commits up to that one are dropped.
    public Map<Long, Long> drops() {
        return Collections.unmodifiableMap(drops);
    }

    /// The highest commit that an edit tells of; 0 if none does.
    public long lastCommit() {
        return lastCommit;
    }

    public boolean isDropped() {
        return dropped;
    }

    /// The fewest edits that sum up to this.
    ///
    /// @param logStartsAt what was dropped before that commit need not be known any more: the log is
    ///     younger
    List<ManifestEdit> edits(long logStartsAt) {
        List<ManifestEdit> edits = new ArrayList<>();
        edits.add(created);
        edits.addAll(segments.values());
        drops.forEach((bucket, commit) -> {
            if (commit >= logStartsAt) {
                edits.add(new BucketDropped(bucket, commit));
            }
        });
        if (lastCommit > 0) {
            edits.add(new CommitReached(lastCommit));
        }
        if (dropped) {
            edits.add(new TableDropped());
        }
        return edits;
    }

    /// How many edits [#edits] has at most.
    int size() {
        return 3 + segments.size() + drops.size();
    }
}
