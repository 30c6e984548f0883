package io.arenite.formats;

import io.arenite.arena.MemoryOptions;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.file.FileLayer;
import io.arenite.partitions.log.Manifest;
import io.arenite.partitions.log.ManifestEdit;
import io.arenite.partitions.log.ManifestState;
import io.arenite.partitions.log.SegmentPartition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What lies in a database's directory, as its manifests and the sizes of its files tell. Opens nothing
/// for writing, and reads no rows.
///
/// @param tables by name
public record DatabaseInfo(List<TableFiles> tables) {
    private static final long RESERVATION_BYTES = 1L << 24;

    /// The files of one table.
    ///
    /// @param options that it was made with, such as `compression`
    /// @param logBytes of its log, which has what is not sealed
    /// @param segments by time
    public record TableFiles(String name, String options, long logBytes, List<Segment> segments) {}

    /// A sealed time bucket.
    ///
    /// @param partitions how many keys it has
    /// @param firstNs the earliest timestamp
    /// @param lastNs the latest timestamp
    public record Segment(Path file, long bytes, long rows, int partitions, long firstNs, long lastNs) {}

    /// @throws io.arenite.arena.file.StorageException if it cannot be read
    /// @throws io.arenite.arena.file.CorruptFileException if a manifest is damaged
    public static DatabaseInfo of(Path directory) throws IOException {
        List<TableFiles> tables = new ArrayList<>();
        try (MemoryPool pool = MemoryPool.onDemand(MemoryOptions.defaults().withReservationBytes(RESERVATION_BYTES));
                Stream<Path> folders = Files.list(directory.resolve("tables"))) {
            for (Path folder : folders.sorted().toList()) {
                if (Files.exists(folder.resolve(Manifest.FILE_NAME))) {
                    ManifestState state = Manifest.read(FileLayer.system(), folder, pool, pool.account("inspect"));
                    if (!state.isDropped()) {
                        tables.add(table(folder, state));
                    }
                }
            }
        }
        tables.sort(Comparator.comparing(TableFiles::name));
        return new DatabaseInfo(tables);
    }

    private static TableFiles table(Path folder, ManifestState state) throws IOException {
        List<Segment> segments = new ArrayList<>();
        for (ManifestEdit.SegmentAdded added : state.segments()) {
            if (!added.partitions().isEmpty()) {
                segments.add(segment(folder.resolve("segments").resolve(added.file()), added.partitions()));
            }
        }
        segments.sort(Comparator.comparingLong(Segment::firstNs));
        return new TableFiles(
                state.table(), options(state).toString(), size(folder.resolve("log")), List.copyOf(segments));
    }

    /// Without what tells two tables of one name apart.
    private static Map<String, String> options(ManifestState state) {
        Map<String, String> options = new TreeMap<>(state.options());
        options.remove("identity");
        return options;
    }

    private static Segment segment(Path file, List<SegmentPartition> partitions) throws IOException {
        long rows = 0;
        long firstNs = Long.MAX_VALUE;
        long lastNs = Long.MIN_VALUE;
        for (SegmentPartition partition : partitions) {
            rows += partition.rows();
            firstNs = Math.min(firstNs, partition.firstNs());
            lastNs = Math.max(lastNs, partition.lastNs());
        }
        return new Segment(file, Files.exists(file) ? Files.size(file) : 0, rows, partitions.size(), firstNs, lastNs);
    }

    private static long size(Path folder) throws IOException {
        long bytes = 0;
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    bytes += Files.size(file);
                }
            }
        }
        return bytes;
    }
}
