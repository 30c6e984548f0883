package io.arenite.partitions;

import io.arenite.arena.file.FileLayer;
import io.arenite.arena.file.OpenFile;
import io.arenite.arena.file.StorageException;
import io.arenite.partitions.arrow.ArrowCompression;
import io.arenite.partitions.log.Manifest;
import io.arenite.partitions.log.ManifestEdit;
import io.arenite.partitions.log.ManifestState;
import io.arenite.partitions.log.SegmentPartition;
import io.arenite.partitions.log.TableLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A table's directory: its manifest, its log and its sealed files.
///
///     manifest    what there is                log/    commits that no sealed file has
///     segments/   a file for each sealed bucket
///
/// 1. A commit is in the log before it is published.
/// 2. A sealed file holds exactly its bucket's rows of all commits up to one; the manifest knows it only after file and
///    name are on disk; only then are log files deleted whose rows are all in sealed files.
/// 3. One seal at a time; it takes no lock that a commit or a reader waits for while it writes.
final class TableFiles implements Durability {
    static final String SEGMENTS = "segments";
    static final String LOG = "log";
    private static final String UNFINISHED = ".new";

    private final DatabaseFiles database;
    private final FileLayer files;
    private final Path segmentsDirectory;
    private final ColumnIds ids;
    private final ArrowCompression compression;
    private final TableLog log;
    private final CommitRecord commitRecord;
    private final TableStore store;

    /// Held for the whole of a seal.
    private final Object sealing = new Object();

    // All guarded by this.
    private final Manifest manifest;
    private final Map<Long, SealedFile> segments = new HashMap<>();
    private final TreeMap<Long, Activity> unsealed = new TreeMap<>();
    private boolean closed;

    /// The last commit that had rows of a bucket, and when that was.
    private record Activity(long commit, long nanoTime) {}
