package io.arenite.engine.exec;

/// All values from `lo` to `hi`, both included: the one form of a comparison with literals, for kernels and for
/// pruning alike. Nothing is `lo > hi`. NaN is in no range; -0.0 equals 0.0.
sealed interface ValueRange {
    /// float64.
    record Doubles(double lo, double hi) implements ValueRange {
        static final Doubles NOTHING = new Doubles(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);

        @Override
        public boolean isEmpty() {
            return !(lo <= hi);
        }
    }

    /// int64, or uint64 by its bits.
    record Longs(long lo, long hi, boolean unsigned) implements ValueRange {
        static Longs nothing(boolean unsigned) {
            return new Longs(1, 0, unsigned);
        }

        @Override
        public boolean isEmpty() {
            return unsigned ? Long.compareUnsigned(lo, hi) > 0 : lo > hi;
        }
    }

    boolean isEmpty();

    /// Values in both ranges, which must be of one kind.
    default ValueRange intersect(ValueRange other) {
        return switch (this) {
            case Doubles(double lo, double hi)
            when other instanceof Doubles(double lo2, double hi2) -> new Doubles(Math.max(lo, lo2), Math.min(hi, hi2));
            case Longs(long lo, long hi, boolean unsigned)
            when other instanceof Longs(long lo2, long hi2, boolean u) ->
                unsigned
                        ? new Longs(
                                Long.compareUnsigned(lo, lo2) >= 0 ? lo : lo2,
                                Long.compareUnsigned(hi, hi2) <= 0 ? hi : hi2,
                                true)
                        : new Longs(Math.max(lo, lo2), Math.min(hi, hi2), u);
            case Doubles _, Longs _ -> throw new IllegalArgumentException("ranges differ: " + this + ", " + other);
        };
    }
}
