package io.arenite.engine.generate;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.List;

/// The loop of one shape: adds rows to lanes that its caller owns. Any number of threads may run it.
///
///     reals     32 lanes of each fold of doubles, in the order of the shape
///     wholes    32 lanes of each other fold, then 3 times 32 lanes of flags
///     offsets   byte of the first row of each column in `main`, of widened ones in `scratch`; bitmaps begin at a
///               multiple of 8 rows; then the row mask of [#edge]
public final class GeneratedLoop {
    private static final int LANES = 32;

    /// Rows after which the next pass begins, where vectors are so short that there are several: few enough that it
    /// finds them in the cache.
    private static final int CHUNK_ROWS = 8_192;

    private final FusedLoop loop;

    /// For each part the lanes that a pass covers.
    private final int[] passLanes;

    private final int flagsAt;

    private GeneratedLoop(FusedLoop loop, LoopShape shape, List<LoopPart> parts) {
        this.loop = loop;
        this.passLanes = new int[parts.size()];
        Arrays.setAll(passLanes, i -> parts.get(i).passLanes());
        this.flagsAt = wholesLength(shape) - FusedLoop.FLAGS * LANES;
    }

    static GeneratedLoop generate(LoopShape shape) {
        List<LoopPart> parts = LoopPart.of(shape);
        byte[] classFile = LoopEmitter.classFile(parts);
        try {
            Class<?> type =
                    MethodHandles.lookup().defineHiddenClass(classFile, true).lookupClass();
            return new GeneratedLoop((FusedLoop) type.getConstructor().newInstance(), shape, parts);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a generated class must be usable: shape=" + shape, e);
        }
    }

    /// The class that was generated.
    Class<?> type() {
        return loop.getClass();
    }

    /// Doubles that [#rows] takes for a shape.
    public static int realsLength(LoopShape shape) {
        return LANES * (int) shape.folds().stream().filter(LoopFold::isReal).count();
    }

    /// Longs that [#rows] takes for a shape.
    public static int wholesLength(LoopShape shape) {
        return LANES * (shape.folds().size() + FusedLoop.FLAGS) - realsLength(shape);
    }

    /// Where the lanes of a fold begin in their array.
    public static int lanesOf(LoopShape shape, int fold) {
        return LoopPart.lanesOf(shape, fold);
    }

    /// Adds rows in whole groups of 32, the first of which belongs to lane 0.
    public void rows(
            MemorySegment main,
            MemorySegment scratch,
            long[] offsets,
            int rows,
            long[] parameters,
            double[] reals,
            long[] wholes) {
        for (int part = 0; part < passLanes.length; part++) {
            if (passLanes[part] == LANES) {
                loop.rows(part, main, scratch, offsets, 0, rows, 0, parameters, reals, wholes);
                continue;
            }
            for (int first = 0; first < rows; first += CHUNK_ROWS) {
                int count = Math.min(CHUNK_ROWS, rows - first);
                for (int lane = 0; lane < LANES; lane += passLanes[part]) {
                    loop.rows(part, main, scratch, offsets, first, count, lane, parameters, reals, wholes);
                }
            }
        }
    }

    /// Adds those of 32 rows that the row mask has; all columns are read from `scratch`.
    public void edge(MemorySegment scratch, long[] offsets, long[] parameters, double[] reals, long[] wholes) {
        for (int part = 0; part < passLanes.length; part++) {
            for (int lane = 0; lane < LANES; lane += LoopPart.EDGE_LANES) {
                loop.edge(part, scratch, scratch, offsets, 0, LANES, lane, parameters, reals, wholes);
            }
        }
    }

    /// Whether some row, counted or not, raised a flag: then nothing in the lanes means anything.
    public boolean isFlagged(long[] wholes) {
        return or(wholes, FusedLoop.OUTSIDE) >>> 52 != 0
                || or(wholes, FusedLoop.NEGATIVE) < 0
                || or(wholes, FusedLoop.NONZERO) != 0;
    }

    private long or(long[] wholes, int kind) {
        long or = 0;
        for (int lane = 0; lane < LANES; lane++) {
            or |= wholes[flagsAt + kind * LANES + lane];
        }
        return or;
    }
}
