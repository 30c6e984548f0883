package io.arenite.engine.kernel;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SegmentAllocator;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// A program for a JVM of its own: runs the vector kernels over columns in a mapped file until they are compiled,
/// then again after the file was truncated.
final class TruncatedColumns {
    private static final int RUNS = 15_000;
    private static final long BYTES = 1 << 20;

    private TruncatedColumns() {}

    public static void main(String[] args) throws IOException {
        try (FileChannel file = FileChannel.open(
                Path.of(args[0]), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var mapped = file.map(FileChannel.MapMode.READ_WRITE, 0, BYTES, Arena.global());
            var rows = new WarmUpRows(SegmentAllocator.slicingAllocator(mapped));
            List<Runnable> operations = WarmUpStages.all(rows).stream()
                    .flatMap(stage -> stage.operations().stream())
                    .toList();
            for (Runnable operation : operations) {
                for (int i = 0; i < RUNS; i++) {
                    operation.run();
                }
            }
            file.truncate(0);
            int errors = 0;
            for (Runnable operation : operations) {
                try {
                    operation.run();
                } catch (InternalError e) {
                    errors++;
                }
            }
            System.out.println("operations=" + operations.size() + ", errors=" + errors);
        }
    }
}
