package io.arenite.engine.generate;

import io.arenite.engine.generate.LoopValue.Truth;
import io.arenite.engine.generate.VectorCode.Kind;

/// Writes one fold: its four accumulators before, in and after the loop.
final class FoldEmitter {
    private static final int L = LoopSpecies.LANES;

    private final VectorCode vectors;
    private final ValueEmitter values;
    private final LoopFold fold;
    private final Kind kind;
    private final int lanes;
    private final int[] accumulators = new int[LoopPart.UNROLL];

    /// Those whose turn is in the next iteration; empty where iterations do not take turns.
    private final int[] others;

    FoldEmitter(VectorCode vectors, ValueEmitter values, LoopPart part, int number, boolean alternates) {
        LoopShape shape = part.shape();
        this.vectors = vectors;
        this.values = values;
        this.fold = shape.folds().get(number);
        this.kind = fold.isReal() ? Kind.F64 : Kind.I64;
        this.lanes = LoopPart.lanesOf(shape, number);
        this.others = new int[alternates && LoopPart.isOrdered(fold) ? LoopPart.UNROLL : 0];
    }

    boolean isReal() {
        return fold.isReal();
    }

    void load(int lane, int array) {
        for (int k = 0; k < accumulators.length; k++) {
            accumulators[k] = vectors.fromArray(kind, array, lane, lanes + k * L);
        }
        for (int k = 0; k < others.length; k++) {
            others[k] = vectors.fromArray(kind, array, lane, lanes + (k + LoopPart.UNROLL) * L);
        }
    }

    void store(int lane, int array) {
        for (int k = 0; k < accumulators.length; k++) {
            vectors.intoArray(kind, accumulators[k], array, lane, lanes + k * L);
        }
        for (int k = 0; k < others.length; k++) {
            vectors.intoArray(kind, others[k], array, lane, lanes + (k + LoopPart.UNROLL) * L);
        }
    }

    /// At the end of an iteration.
    void takeTurns() {
        for (int k = 0; k < others.length; k++) {
            vectors.exchange(accumulators[k], others[k]);
        }
    }

    /// Adds the `k`-th vector of the iteration.
    ///
    /// @param rows which rows there are
    void add(int k, Truth rows) {
        int a = accumulators[k];
        int result = switch (fold) {
            case LoopFold.RealSum(var x, var keep) -> sum(a, values.real(x), LoopValue.and(rows, keep));
            case LoopFold.RealDot(var x, var y, var keep) ->
                kept(a, vectors.fma(values.real(x), values.real(y), a), LoopValue.and(rows, keep));
            case LoopFold.WholeSum(var x, var keep) -> {
                if (x.bits() > 51) {
                    values.inRange(x);
                }
                yield sum(a, values.whole(x), LoopValue.and(rows, keep));
            }
            case LoopFold.WholeDot(var x, var y, var keep) ->
                sum(a, vectors.binary(kind, "mul", values.whole(x), values.whole(y)), LoopValue.and(rows, keep));
            case LoopFold.RealExtreme(var x, boolean max, var keep) -> extreme(a, x, max, LoopValue.and(rows, keep));
            case LoopFold.WholeExtreme(var x, boolean max, boolean unsigned, var keep) ->
                extreme(a, values.ordered(x, unsigned), max, LoopValue.and(rows, keep));
            case LoopFold.Count(var keep) -> sum(a, values.one(), LoopValue.and(rows, keep));
            case LoopFold.Magnitude(var x) -> {
                int value = values.whole(x);
                yield vectors.binary(kind, "or", a, vectors.xor(value, vectors.shift("ASHR", value, 63)));
            }
        };
        if (result != a) {
            vectors.assign(a, result);
        }
    }

    private int sum(int a, int x, Truth keep) {
        boolean masked = L == 8 && !(keep instanceof LoopValue.Constant);
        return masked
                ? vectors.binary(kind, "add", a, x, values.mask(keep, kind))
                : kept(a, vectors.binary(kind, "add", a, x), keep);
    }

    /// `next` where the row is kept, else `a`. The mask is of the rows that are not kept where that is cheaper.
    private int kept(int a, int next, Truth keep) {
        if (keep instanceof LoopValue.Constant(boolean value)) {
            return value ? next : a;
        }
        Truth rejected = LoopValue.not(keep);
        return MaskCost.of(rejected) < MaskCost.of(keep)
                ? vectors.binary(kind, "blend", next, a, values.mask(rejected, kind))
                : vectors.binary(kind, "blend", a, next, values.mask(keep, kind));
    }

    private int extreme(int a, LoopValue.Real x, boolean max, Truth keep) {
        if (keep.equals(LoopValue.NEVER)) {
            return a;
        }
        int value = values.real(x);
        int under = keep.equals(LoopValue.ALWAYS) ? -1 : values.mask(keep, kind);
        return vectors.binary(kind, "blend", a, value, vectors.compare(kind, max ? "GT" : "LT", value, a, under));
    }

    private int extreme(int a, int x, boolean max, Truth keep) {
        if (keep.equals(LoopValue.NEVER)) {
            return a;
        }
        String method = max ? "max" : "min";
        return vectors.binary(kind, method, a, kept(a, x, keep));
    }
}
