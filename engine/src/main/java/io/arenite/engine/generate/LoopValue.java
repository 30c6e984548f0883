package io.arenite.engine.generate;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What a generated loop computes for each row, as values: equal nodes are computed once. Columns and parameters are
/// numbers, constants never occur, so that one loop serves all constants.
///
/// Whole numbers are int64 lanes. Where the loop's way to compute one holds only in a range, it raises a flag for what
/// lies outside, also for rows that do not count; the block is then computed by other means.
public sealed interface LoopValue {
    /// The nodes that this one is computed from.
    List<? extends LoopValue> operands();

    /// A float64 in each lane.
    sealed interface Real extends LoopValue {}

    /// An int64 in each lane.
    sealed interface Whole extends LoopValue {
        /// Every value `x` has `-2^bits <= x < 2^bits`, as far as the form tells.
        int bits();
    }

    /// True or false in each lane.
    sealed interface Truth extends LoopValue {}

    /// The operators of [RealArithmetic] and [WholeArithmetic]; whole numbers have no quotient.
    enum Operator {
        ADD,
        SUBTRACT,
        MULTIPLY,
        DIVIDE
    }

    /// The comparisons of [RealCompare] and [WholeCompare].
    enum Comparison {
        EQ,
        NE,
        LT,
        LE,
        GT,
        GE;

        Comparison negated() {
            return switch (this) {
                case EQ -> NE;
                case NE -> EQ;
                case LT -> GE;
                case LE -> GT;
                case GT -> LE;
                case GE -> LT;
            };
        }
    }

    record Float64Column(int column) implements Real {
        @Override
        public List<LoopValue> operands() {
            return List.of();
        }
    }

    record Float32Column(int column) implements Real {
        @Override
        public List<LoopValue> operands() {
            return List.of();
        }
    }

    record RealParameter(int parameter) implements Real {
        @Override
        public List<LoopValue> operands() {
            return List.of();
        }
    }

    /// IEEE, rounded once.
    record RealArithmetic(Operator operator, Real left, Real right) implements Real {
        @Override
        public List<LoopValue> operands() {
            return List.of(left, right);
        }
    }

    record RealNegate(Real operand) implements Real {
        @Override
        public List<LoopValue> operands() {
            return List.of(operand);
        }
    }

    record RealAbs(Real operand) implements Real {
        @Override
        public List<LoopValue> operands() {
            return List.of(operand);
        }
    }

    /// To the nearest float32 and back.
    record RoundToFloat32(Real operand) implements Real {
        @Override
        public List<LoopValue> operands() {
            return List.of(operand);
        }
    }

    /// To the nearest float64; exact, with a flag outside 51 bits.
    record WholeAsReal(Whole operand) implements Real {
        @Override
        public List<LoopValue> operands() {
            return List.of(operand);
        }
    }

    /// `chosen` where the condition holds, else `otherwise`.
    record RealSelect(Truth condition, Real chosen, Real otherwise) implements Real {
        @Override
        public List<LoopValue> operands() {
            return List.of(condition, chosen, otherwise);
        }
    }

    record WholeColumn(int column, WholeStorage storage) implements Whole {
        @Override
        public int bits() {
            return storage.bits();
        }

        @Override
        public List<LoopValue> operands() {
            return List.of();
        }
    }

    record WholeParameter(int parameter) implements Whole {
        @Override
        public int bits() {
            return 63;
        }

        @Override
        public List<LoopValue> operands() {
            return List.of();
        }
    }

    /// Wraps. A sum or difference that may overflow raises a flag where it does; a product raises none: whoever makes
    /// one of more than 62 bits bounds the operands by [LoopFold.Magnitude].
    record WholeArithmetic(Operator operator, Whole left, Whole right) implements Whole {
        @Override
        public int bits() {
            int bits = operator == Operator.MULTIPLY
                    ? left.bits() + right.bits()
                    : Math.max(left.bits(), right.bits()) + 1;
            return Math.min(63, bits);
        }

        @Override
        public List<LoopValue> operands() {
            return List.of(left, right);
        }
    }

    /// Flag at the smallest int64.
    record WholeNegate(Whole operand) implements Whole {
        @Override
        public int bits() {
            return Math.min(63, operand.bits() + 1);
        }

        @Override
        public List<LoopValue> operands() {
            return List.of(operand);
        }
    }

    /// Flag at the smallest int64.
    record WholeAbs(Whole operand) implements Whole {
        @Override
        public int bits() {
            return Math.min(63, operand.bits() + 1);
        }

        @Override
        public List<LoopValue> operands() {
            return List.of(operand);
        }
    }

    /// The operand; flag outside `[-2^bits, 2^bits)`, and where `unsigned` outside `[0, 2^bits)`.
    record Checked(Whole operand, int bits, boolean unsigned) implements Whole {
        @Override
        public List<LoopValue> operands() {
            return List.of(operand);
        }
    }

    /// Toward zero; flag outside 51 bits and at NaN.
    record Truncated(Real operand) implements Whole {
        @Override
        public int bits() {
            return 51;
        }

        @Override
        public List<LoopValue> operands() {
            return List.of(operand);
        }
    }

    /// 1 for true, 0 for false.
    record TruthAsWhole(Truth operand) implements Whole {
        @Override
        public int bits() {
            return 1;
        }

        @Override
        public List<LoopValue> operands() {
            return List.of(operand);
        }
    }

    /// `chosen` where the condition holds, else `otherwise`.
    record WholeSelect(Truth condition, Whole chosen, Whole otherwise) implements Whole {
        @Override
        public int bits() {
            return Math.max(chosen.bits(), otherwise.bits());
        }

        @Override
        public List<LoopValue> operands() {
            return List.of(condition, chosen, otherwise);
        }
    }

    /// The same in every row; never an operand of another node.
    record Constant(boolean value) implements Truth {
        @Override
        public List<LoopValue> operands() {
            return List.of();
        }
    }

    /// A bitmap: the values of a bool column, or the validity of any.
    record BitColumn(int column) implements Truth {
        @Override
        public List<LoopValue> operands() {
            return List.of();
        }
    }

    /// IEEE.
    record RealCompare(Comparison comparison, Real left, Real right) implements Truth {
        @Override
        public List<LoopValue> operands() {
            return List.of(left, right);
        }
    }

    record WholeCompare(Comparison comparison, Whole left, Whole right, boolean unsigned) implements Truth {
        @Override
        public List<LoopValue> operands() {
            return List.of(left, right);
        }
    }

    record Not(Truth operand) implements Truth {
        @Override
        public List<LoopValue> operands() {
            return List.of(operand);
        }
    }

    record And(List<Truth> operands) implements Truth {}

    record Or(List<Truth> operands) implements Truth {}

    Constant ALWAYS = new Constant(true);
    Constant NEVER = new Constant(false);

    static Truth and(List<Truth> operands) {
        return join(operands, true);
    }

    static Truth and(Truth... operands) {
        return join(List.of(operands), true);
    }

    static Truth or(List<Truth> operands) {
        return join(operands, false);
    }

    static Truth or(Truth... operands) {
        return join(List.of(operands), false);
    }

    /// Constants vanish, nested operands are taken in, repeated ones count once.
    private static Truth join(List<Truth> operands, boolean and) {
        Set<Truth> kept = new LinkedHashSet<>();
        for (Truth operand : operands) {
            switch (operand) {
                case Constant(boolean value) when value == and -> {}
                case Constant constant -> {
                    return constant;
                }
                case And(var nested) when and -> kept.addAll(nested);
                case Or(var nested) when !and -> kept.addAll(nested);
                default -> kept.add(operand);
            }
        }
        return switch (kept.size()) {
            case 0 -> and ? ALWAYS : NEVER;
            case 1 -> kept.iterator().next();
            default -> and ? new And(new ArrayList<>(kept)) : new Or(new ArrayList<>(kept));
        };
    }

    static Truth not(Truth operand) {
        return switch (operand) {
            case Constant(boolean value) -> value ? NEVER : ALWAYS;
            case Not(Truth inner) -> inner;
            case And(var operands) -> or(operands.stream().map(LoopValue::not).toList());
            case Or(var operands) -> and(operands.stream().map(LoopValue::not).toList());
            case WholeCompare(var comparison, var left, var right, boolean unsigned) ->
                new WholeCompare(comparison.negated(), left, right, unsigned);
            case RealCompare _, BitColumn _ -> new Not(operand);
        };
    }
}
