package io.arenite.partitions.log;

import java.util.List;
import java.util.Map;

/// One change of what a table is made of on disk, in force as soon as it is in the manifest.
public sealed interface ManifestEdit {

    /// The first edit of every manifest.
    record TableCreated(String table, ManifestSchema schema, String partitionBy, Map<String, String> options)
            implements ManifestEdit {
        public TableCreated {
            options = Map.copyOf(options);
        }
    }

    /// A file holds exactly the bucket's rows of all commits up to `commit`, in place of a file that the
    /// bucket had.
    ///
    /// @param bucketEndNs exclusive
    /// @param file its name in the folder of segments
    /// @param partitions in the file's order
    record SegmentAdded(
            long bucketStartNs, long bucketEndNs, String file, long commit, List<SegmentPartition> partitions)
            implements ManifestEdit {
        public SegmentAdded {
            partitions = List.copyOf(partitions);
        }
    }

    /// The bucket has no row of a commit up to that one, and no file.
    record BucketDropped(long bucketStartNs, long commit) implements ManifestEdit {}

    record SchemaChanged(ManifestSchema schema) implements ManifestEdit {}

    record OptionsChanged(Map<String, String> options) implements ManifestEdit {
        public OptionsChanged {
            options = Map.copyOf(options);
        }
    }

    /// No later commit has a number up to that one, also where nothing else on disk tells of it.
    record CommitReached(long commit) implements ManifestEdit {}

    record TableDropped() implements ManifestEdit {}
}
