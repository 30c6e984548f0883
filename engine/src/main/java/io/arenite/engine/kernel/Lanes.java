package io.arenite.engine.kernel;

import java.util.Arrays;

/// The 32 partial sums that make a sum of doubles the same on every vector width.
///
/// The row at position `p` of a block is added to lane `p & 31`, in the order of positions; a rejected or null row
/// leaves its lane alone. Each lane starts at +0.0. At the end of a block [#fold] adds the lanes in one fixed tree.
/// A NaN in a lane has no defined payload; every result is canonical.
public final class Lanes {
    public static final int COUNT = 32;

    private Lanes() {}

    /// Lanes for one block, each +0.0.
    public static double[] create() {
        return new double[COUNT];
    }

    /// Makes `lanes` ready for the next block.
    public static void clear(double[] lanes) {
        Arrays.fill(lanes, 0.0);
    }

    /// The block's sum: `lane[i] += lane[i + step]` for step 16, 8, 4, 2, 1. Overwrites `lanes`.
    public static double fold(double[] lanes) {
        for (int step = COUNT / 2; step > 0; step /= 2) {
            for (int i = 0; i < step; i++) {
                lanes[i] += lanes[i + step];
            }
        }
        return canonical(lanes[0]);
    }

    /// `value`, or the one NaN (0x7ff8000000000000) for every NaN.
    public static double canonical(double value) {
        return Double.isNaN(value) ? Double.NaN : value;
    }
}
