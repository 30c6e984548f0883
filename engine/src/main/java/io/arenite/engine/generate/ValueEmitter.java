package io.arenite.engine.generate;

import io.arenite.engine.generate.LoopValue.Operator;
import io.arenite.engine.generate.LoopValue.Truth;
import io.arenite.engine.generate.VectorCode.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes what is computed for one vector of rows, each value once.
final class ValueEmitter {
    /// 1.5 * 2^52: see the kernels' exponent trick.
    private static final long MAGIC = 0x4338_0000_0000_0000L;

    private final VectorCode vectors;
    private final LoopPart part;
    private final PartEmitter loop;

    /// Locals of what is the same in all rows.
    private final Map<Object, Integer> invariants = new HashMap<>();

    private final Map<Object, Integer> computed = new HashMap<>();
    private final int[] flags = new int[FusedLoop.FLAGS];
    private int k;

    /// A mask as the vectors of one kind take it.
    private record MaskOf(Truth truth, Kind kind) {}

    /// `x + MAGIC` of a whole number, known to be in range.
    private record InRange(LoopValue.Whole x) {}

    private enum Constants {
        MAGIC_BITS,
        MAGIC_REAL,
        ONE,
        REAL_ONE,
        ZERO,
        REAL_ZERO,
        SIGN
    }

    ValueEmitter(VectorCode vectors, LoopPart part, PartEmitter loop) {
        this.vectors = vectors;
        this.part = part;
        this.loop = loop;
    }

    /// Broadcasts parameters and constants before the loop; what no row needs is dropped by the compiler.
    void invariants(int parameters) {
        invariants.put(Constants.MAGIC_BITS, vectors.broadcast(MAGIC));
        invariants.put(Constants.MAGIC_REAL, vectors.broadcast(Kind.F64, 0x1.8p52));
        invariants.put(Constants.ONE, vectors.broadcast(1L));
        invariants.put(Constants.REAL_ONE, vectors.broadcast(Kind.F64, 1.0));
        invariants.put(Constants.ZERO, vectors.broadcast(0L));
        invariants.put(Constants.REAL_ZERO, vectors.broadcast(Kind.F64, 0.0));
        invariants.put(Constants.SIGN, vectors.broadcast(Long.MIN_VALUE));
        for (LoopValue node : part.nodes()) {
            switch (node) {
                case LoopValue.RealParameter(int index) ->
                    invariants.put(node, vectors.broadcastParameter(Kind.F64, parameters, index));
                case LoopValue.WholeParameter(int index) ->
                    invariants.put(node, vectors.broadcastParameter(Kind.I64, parameters, index));
                case LoopValue.Checked(LoopValue.Whole _, int bits, boolean unsigned)
                when !unsigned -> invariants.put(offset(bits), vectors.broadcast(1L << bits));
                default -> {}
            }
        }
    }

    private static Object offset(int bits) {
        return List.of("offset", bits);
    }

    private int constant(Constants constant) {
        return invariants.get(constant);
    }

    int one() {
        return constant(Constants.ONE);
    }

    int zero() {
        return constant(Constants.ZERO);
    }

    /// Flags of the vector lanes go to the pass's own lanes, so that passes do not overwrite each other's.
    void loadFlags(int wholes, int lane) {
        for (int kind = 0; kind < flags.length; kind++) {
            if (part.raises(kind)) {
                flags[kind] = vectors.fromArray(Kind.I64, wholes, lane, flagLanes(kind));
            }
        }
    }

    void storeFlags(int wholes, int lane) {
        for (int kind = 0; kind < flags.length; kind++) {
            if (part.raises(kind)) {
                vectors.intoArray(Kind.I64, flags[kind], wholes, lane, flagLanes(kind));
            }
        }
    }

    private int flagLanes(int kind) {
        int folds = (int)
                part.shape().folds().stream().filter(fold -> !fold.isReal()).count();
        return (folds + kind) * 32;
    }

    private void flag(int kind, int bits) {
        vectors.assign(flags[kind], vectors.binary(Kind.I64, "or", flags[kind], bits));
    }

    /// Goes on with the `vector`-th vector of the iteration.
    void next(int vector) {
        k = vector;
        computed.clear();
    }

    int real(LoopValue.Real value) {
        Integer known = known(value);
        if (known != null) {
            return known;
        }
        int local = switch (value) {
            case LoopValue.Float64Column _, LoopValue.Float32Column _ -> loop.column(value, k);
            case LoopValue.RealParameter _ -> invariants.get(value);
            case LoopValue.RealArithmetic(var operator, var left, var right) ->
                vectors.binary(Kind.F64, method(operator), real(left), real(right));
            case LoopValue.RealNegate(var operand) -> vectors.unary(Kind.F64, "neg", real(operand));
            case LoopValue.RealAbs(var operand) -> vectors.unary(Kind.F64, "abs", real(operand));
            case LoopValue.RoundToFloat32(var operand) -> vectors.roundToFloat(real(operand));
            case LoopValue.WholeAsReal(LoopValue.WholeColumn(int column, WholeStorage storage))
            when storage == WholeStorage.INT32 -> loop.intsAsReals(column, k);
            case LoopValue.WholeAsReal(var operand) ->
                vectors.binary(
                        Kind.F64,
                        "sub",
                        vectors.reinterpret(Kind.I64, inRange(operand)),
                        constant(Constants.MAGIC_REAL));
            case LoopValue.RealSelect(var condition, var chosen, var otherwise) ->
                vectors.binary(Kind.F64, "blend", real(otherwise), real(chosen), mask(condition, Kind.F64));
        };
        computed.put(value, local);
        return local;
    }

    private Integer known(Object value) {
        Integer invariant = invariants.get(value);
        return invariant != null ? invariant : computed.get(value);
    }

    static String method(Operator operator) {
        return switch (operator) {
            case ADD -> "add";
            case SUBTRACT -> "sub";
            case MULTIPLY -> "mul";
            case DIVIDE -> "div";
        };
    }

    /// `x + MAGIC`, with a flag outside 51 bits.
    int inRange(LoopValue.Whole x) {
        Integer known = known(new InRange(x));
        if (known != null) {
            return known;
        }
        int magic = constant(Constants.MAGIC_BITS);
        int sum = vectors.binary(Kind.I64, "add", whole(x), magic);
        if (x.bits() > 51) {
            flag(FusedLoop.OUTSIDE, vectors.xor(sum, magic));
        }
        computed.put(new InRange(x), sum);
        return sum;
    }

    int whole(LoopValue.Whole value) {
        Integer known = known(value);
        if (known != null) {
            return known;
        }
        int local = switch (value) {
            case LoopValue.WholeColumn _ -> loop.column(value, k);
            case LoopValue.WholeParameter _ -> invariants.get(value);
            case LoopValue.WholeArithmetic arithmetic -> arithmetic(arithmetic);
            case LoopValue.WholeNegate(var operand) -> negate(operand);
            case LoopValue.WholeAbs(var operand) -> abs(operand);
            case LoopValue.Checked checked -> checked(checked);
            case LoopValue.Truncated(var operand) -> truncated(operand);
            case LoopValue.TruthAsWhole(var operand) ->
                vectors.binary(Kind.I64, "blend", zero(), one(), mask(operand, Kind.I64));
            case LoopValue.WholeSelect(var condition, var chosen, var otherwise) ->
                vectors.binary(Kind.I64, "blend", whole(otherwise), whole(chosen), mask(condition, Kind.I64));
        };
        computed.put(value, local);
        return local;
    }

    private int arithmetic(LoopValue.WholeArithmetic value) {
        int x = whole(value.left());
        int y = whole(value.right());
        int result = vectors.binary(Kind.I64, method(value.operator()), x, y);
        boolean mayOverflow = Math.max(value.left().bits(), value.right().bits()) >= 63;
        if (mayOverflow && value.operator() != Operator.MULTIPLY) {
            int other = value.operator() == Operator.ADD ? vectors.xor(y, result) : vectors.xor(x, y);
            flag(FusedLoop.NEGATIVE, vectors.binary(Kind.I64, "and", vectors.xor(x, result), other));
        }
        return result;
    }

    private int negate(LoopValue.Whole operand) {
        int x = whole(operand);
        int result = vectors.binary(Kind.I64, "sub", zero(), x);
        if (operand.bits() >= 63) {
            flag(FusedLoop.NEGATIVE, vectors.binary(Kind.I64, "and", x, result));
        }
        return result;
    }

    private int abs(LoopValue.Whole operand) {
        int result = vectors.unary(Kind.I64, "abs", whole(operand));
        if (operand.bits() >= 63) {
            flag(FusedLoop.NEGATIVE, result);
        }
        return result;
    }

    private int checked(LoopValue.Checked value) {
        int x = whole(value.operand());
        int bits = value.bits();
        if (value.unsigned()) {
            flag(bits == 63 ? FusedLoop.NEGATIVE : FusedLoop.NONZERO, bits == 63 ? x : vectors.shift("LSHR", x, bits));
        } else if (value.operand().bits() > bits) {
            int moved = vectors.binary(Kind.I64, "add", x, invariants.get(offset(bits)));
            flag(FusedLoop.NONZERO, vectors.shift("LSHR", moved, bits + 1L));
        }
        return x;
    }

    /// Rounds the absolute value to a whole number, takes back one where that went up, and gives it the sign again.
    private int truncated(LoopValue.Real operand) {
        int x = real(operand);
        int magic = constant(Constants.MAGIC_REAL);
        int absolute = vectors.unary(Kind.F64, "abs", x);
        int rounded = vectors.binary(Kind.F64, "sub", vectors.binary(Kind.F64, "add", absolute, magic), magic);
        int tooLarge = vectors.compare(Kind.F64, "GT", rounded, absolute, -1);
        int floor = vectors.binary(Kind.F64, "sub", rounded, constant(Constants.REAL_ONE), tooLarge);
        int isNegative = vectors.compare(Kind.F64, "LT", x, constant(Constants.REAL_ZERO), -1);
        int signed = vectors.binary(Kind.F64, "blend", floor, vectors.unary(Kind.F64, "neg", floor), isNegative);
        int bits = vectors.reinterpret(Kind.F64, vectors.binary(Kind.F64, "add", signed, magic));
        flag(FusedLoop.OUTSIDE, vectors.xor(bits, constant(Constants.MAGIC_BITS)));
        return vectors.binary(Kind.I64, "sub", bits, constant(Constants.MAGIC_BITS));
    }

    /// `x` so that signed comparison orders it.
    int ordered(LoopValue.Whole x, boolean unsigned) {
        return unsigned ? vectors.xor(whole(x), constant(Constants.SIGN)) : whole(x);
    }

    /// The mask of a condition, which must not be a [LoopValue.Constant].
    int mask(Truth truth, Kind kind) {
        var key = new MaskOf(truth, kind);
        Integer known = computed.get(key);
        if (known != null) {
            return known;
        }
        Kind natural = naturalKind(truth, kind);
        int local = natural == kind ? mask(truth, kind, -1) : vectors.castMask(kind, mask(truth, natural));
        computed.put(key, local);
        return local;
    }

    /// The kind of the vectors that are compared.
    static Kind naturalKind(Truth truth, Kind wanted) {
        return switch (truth) {
            case LoopValue.RealCompare _ -> Kind.F64;
            case LoopValue.WholeCompare _ -> Kind.I64;
            case LoopValue.BitColumn _, LoopValue.Constant _ -> wanted;
            case LoopValue.Not(var operand) -> naturalKind(operand, wanted);
            case LoopValue.And(var operands) -> naturalKind(operands.getFirst(), wanted);
            case LoopValue.Or(var operands) -> naturalKind(operands.getFirst(), wanted);
        };
    }

    /// @param under a mask of the same kind that the result is ANDed with, or -1
    private int mask(Truth truth, Kind kind, int under) {
        return switch (truth) {
            case LoopValue.RealCompare(var comparison, var left, var right)
            when kind == Kind.F64 -> vectors.compare(kind, comparison.name(), real(left), real(right), under);
            case LoopValue.WholeCompare(var comparison, var left, var right, boolean unsigned)
            when kind == Kind.I64 ->
                vectors.compare(kind, comparison.name(), ordered(left, unsigned), ordered(right, unsigned), under);
            case LoopValue.RealCompare _, LoopValue.WholeCompare _ -> joined("and", mask(truth, kind), under);
            case LoopValue.BitColumn(int column) -> joined("and", loop.bits(column, kind, k), under);
            case LoopValue.Not(var operand) -> joined("and", vectors.not(mask(operand, kind)), under);
            case LoopValue.And(var operands) -> {
                int all = under;
                for (Truth operand : operands) {
                    all = underOrKnown(operand, kind, all);
                }
                yield all;
            }
            case LoopValue.Or(var operands) -> {
                int any = mask(operands.getFirst(), kind);
                for (Truth operand : operands.subList(1, operands.size())) {
                    any = vectors.masks("or", any, mask(operand, kind));
                }
                yield joined("and", any, under);
            }
            case LoopValue.Constant _ -> throw new IllegalArgumentException("a constant needs no mask");
        };
    }

    /// What is known already is joined, what is not is computed under the mask so far.
    private int underOrKnown(Truth operand, Kind kind, int under) {
        return computed.containsKey(new MaskOf(operand, kind))
                ? joined("and", mask(operand, kind), under)
                : mask(operand, kind, under);
    }

    private int joined(String how, int mask, int other) {
        return other < 0 ? mask : vectors.masks(how, mask, other);
    }
}
