package io.arenite.partitions.arrow;

import io.arenite.arena.MemoryOptions;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.file.FileLayer;
import io.arenite.arena.file.OpenFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Small files of all types by our own writer.
final class OwnFiles {
    private OwnFiles() {}

    /// One for each compression.
    static List<byte[]> bytes(long seed, int rows) {
        List<byte[]> files = new ArrayList<>();
        try {
            for (ArrowCompression compression : ArrowCompression.values()) {
                Path path = Files.createTempFile("own", ".arrow");
                Files.delete(path);
                write(path, compression, new RandomColumns(seed), rows);
                files.add(Files.readAllBytes(path));
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    /// Two batches.
    static void write(Path path, ArrowCompression compression, RandomColumns columns, int rows) {
        try (MemoryPool pool = MemoryPool.create(MemoryOptions.defaults());
                OpenFile file = FileLayer.system().create(path);
                ArrowFileWriter writer =
                        ArrowFileWriter.create(file, RandomColumns.SCHEMA, compression, pool, pool.account("writer"))) {
            writer.dictionary(RandomColumns.DICTIONARY, RandomColumns.SYMBOLS);
            writer.batch(rows, columns.batch(rows), Map.of("first", "batch"));
            writer.batch(1, columns.batch(1), Map.of());
            writer.finish(Map.of());
        }
    }
}
