package io.arenite.engine.generate;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// A program for a JVM of its own: runs a generated loop over columns in a mapped file until it is compiled, then
/// again after the file was truncated.
public final class TruncatedLoops {
    private static final int RUNS = 20_000;
    private static final int ROWS = 1 << 10;

    private TruncatedLoops() {}

    public static void main(String[] args) throws IOException {
        var x = new LoopValue.Float64Column(0);
        LoopShape shape = new LoopShape(1, 0, List.of(new LoopFold.RealSum(x, LoopValue.ALWAYS)));
        GeneratedLoop loop = GeneratedLoops.of(shape).require();
        var reals = new double[GeneratedLoop.realsLength(shape)];
        var wholes = new long[GeneratedLoop.wholesLength(shape)];
        try (FileChannel file = FileChannel.open(
                Path.of(args[0]), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MemorySegment rows = file.map(FileChannel.MapMode.READ_WRITE, 0, 8L * ROWS, Arena.global());
            for (int i = 0; i < RUNS; i++) {
                loop.rows(rows, rows, new long[1], ROWS, new long[0], reals, wholes);
            }
            file.truncate(0);
            try {
                loop.rows(rows, rows, new long[1], ROWS, new long[0], reals, wholes);
                System.out.println("no error");
            } catch (InternalError e) {
                System.out.println("error");
            }
        }
    }
}
