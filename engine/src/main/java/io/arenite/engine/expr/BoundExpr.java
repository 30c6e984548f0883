package io.arenite.engine.expr;

import io.arenite.partitions.ColumnType;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// An expression over the columns of one table (or frame) after binding: columns are indexes, literals are typed, and
/// every node knows its type. Nodes are values: two plans that say the same are equal, which is what caches key on.
///
/// Operands may differ in type; the engine converts them by the rules of [TypeRules], so the binder inserts a [Cast]
/// only where the user wrote one. A null operand makes the result null, except in [And], [Or] (Kleene logic),
/// [IsNull] and [FillNull].
public sealed interface BoundExpr {
    /// The type of the value.
    ColumnType type();

    /// A column by its index in the schema (over a frame: in the frame).
    record Col(int column, ColumnType type) implements BoundExpr {
        public Col {
            if (column < 0) {
                throw new IllegalArgumentException("column index must not be negative: column=" + column);
            }
            Objects.requireNonNull(type, "type");
        }

        @Override
        public int hashCode() {
            return column * 31 + type.hashCode();
        }
    }

    /// A constant. The value is null (a typed null), `Boolean`, `Double` (both float types;
    /// rounded to float32 for that), `String` (utf8), or
    /// `Long` for all other types: integers, codes of symbols, unscaled decimals, timestamps and durations in their
    /// unit, dates in days; uint64 as its bits.
    record Lit(Object value, ColumnType type) implements BoundExpr {
        public Lit {
            Objects.requireNonNull(type, "type");
            value = LiteralRules.checked(value, type);
        }

        @Override
        public int hashCode() {
            return Objects.hashCode(value) * 31 + type.hashCode();
        }
    }

    /// `left op right`. The type follows from the operands: use [#arithmetic].
    record Arithmetic(ArithmeticOp op, BoundExpr left, BoundExpr right, ColumnType type) implements BoundExpr {}

    /// Minus the operand. Overflow is an error.
    record Negate(BoundExpr operand, ColumnType type) implements BoundExpr {}

    /// The absolute value. Overflow is an error.
    record Abs(BoundExpr operand, ColumnType type) implements BoundExpr {}

    /// `left op right`. With an integer or decimal on one side and a float on the other, both are compared as float64.
    record Compare(CompareOp op, BoundExpr left, BoundExpr right) implements BoundExpr {
        public Compare {
            TypeRules.checkComparable(left.type(), right.type());
        }

        @Override
        public int hashCode() {
            return (op.hashCode() * 31 + left.hashCode()) * 31 + right.hashCode();
        }

        @Override
        public ColumnType type() {
            return ColumnType.BOOL;
        }
    }

    /// `low <= operand <= high`.
    record Between(BoundExpr operand, BoundExpr low, BoundExpr high) implements BoundExpr {
        public Between {
            TypeRules.checkComparable(operand.type(), low.type());
            TypeRules.checkComparable(operand.type(), high.type());
        }

        @Override
        public ColumnType type() {
            return ColumnType.BOOL;
        }
    }

    /// The symbol is one of these codes. Codes are kept sorted and distinct; an unknown symbol simply is not there.
    record InSymbols(Col column, List<Integer> codes) implements BoundExpr {
        public InSymbols {
            codes = codes.stream().distinct().sorted().toList();
        }

        public static InSymbols of(Col column, int... codes) {
            return new InSymbols(column, Arrays.stream(codes).boxed().toList());
        }

        @Override
        public ColumnType type() {
            return ColumnType.BOOL;
        }
    }

    /// True where the operand is null; never null itself.
    record IsNull(BoundExpr operand) implements BoundExpr {
        @Override
        public ColumnType type() {
            return ColumnType.BOOL;
        }
    }

    /// True where a float is NaN; null where it is null.
    record IsNan(BoundExpr operand) implements BoundExpr {
        @Override
        public ColumnType type() {
            return ColumnType.BOOL;
        }
    }

    /// Kleene AND: false wins over null.
    record And(List<BoundExpr> operands) implements BoundExpr {
        public And {
            operands = LiteralRules.checkBooleans("and", operands);
        }

        public static And of(BoundExpr... operands) {
            return new And(List.of(operands));
        }

        @Override
        public ColumnType type() {
            return ColumnType.BOOL;
        }
    }

    /// Kleene OR: true wins over null.
    record Or(List<BoundExpr> operands) implements BoundExpr {
        public Or {
            operands = LiteralRules.checkBooleans("or", operands);
        }

        public static Or of(BoundExpr... operands) {
            return new Or(List.of(operands));
        }

        @Override
        public ColumnType type() {
            return ColumnType.BOOL;
        }
    }

    /// Kleene NOT: the opposite, null stays null.
    record Not(BoundExpr operand) implements BoundExpr {
        public Not {
            LiteralRules.checkBooleans("not", List.of(operand));
        }

        @Override
        public ColumnType type() {
            return ColumnType.BOOL;
        }
    }

    /// The operand in another type. What does not fit is an error: a float that is no integer of the range, an integer
    /// that is too large. Decimals lose digits only by an error; float64 to decimal rounds half even.
    record Cast(BoundExpr operand, ColumnType type) implements BoundExpr {
        public Cast {
            TypeRules.checkCast(operand.type(), type);
        }
    }

    /// The operand, and the literal where it is null.
    record FillNull(BoundExpr operand, Lit replacement) implements BoundExpr {
        public FillNull {
            if (!operand.type().equals(replacement.type())) {
                throw new IllegalArgumentException("a null is filled by a literal of the same type: operand="
                        + operand.type() + ", literal=" + replacement.type());
            }
        }

        @Override
        public ColumnType type() {
            return operand.type();
        }
    }

    /// What a foreign function makes of the operands, batch by batch. Two of them are equal if function and operands
    /// are. Nulls are the function's business: it sees them, and its results may be null.
    record MapBatches(List<BoundExpr> operands, ForeignFunction function, ColumnType type) implements BoundExpr {
        public MapBatches {
            operands = List.copyOf(operands);
            if (operands.isEmpty()) {
                throw new IllegalArgumentException("a function needs an operand: function=" + function.name());
            }
            for (BoundExpr operand : operands) {
                requireNumbers("operand", operand.type(), function);
            }
            requireNumbers("result", type, function);
        }

        private static void requireNumbers(String what, ColumnType type, ForeignFunction function) {
            if (type.isVariable() || type.equals(ColumnType.SYMBOL)) {
                throw new IllegalArgumentException("no function over text, bytes and symbols yet: function="
                        + function.name() + ", " + what + "=" + type);
            }
        }
    }

    /// Whether a foreign function is called anywhere in it.
    static boolean callsForeign(BoundExpr expr) {
        return switch (expr) {
            case MapBatches _ -> true;
            case Col _, Lit _, InSymbols _ -> false;
            case Arithmetic e -> callsForeign(e.left()) || callsForeign(e.right());
            case Negate e -> callsForeign(e.operand());
            case Abs e -> callsForeign(e.operand());
            case Compare e -> callsForeign(e.left()) || callsForeign(e.right());
            case Between e -> callsForeign(e.operand()) || callsForeign(e.low()) || callsForeign(e.high());
            case IsNull e -> callsForeign(e.operand());
            case IsNan e -> callsForeign(e.operand());
            case And e -> e.operands().stream().anyMatch(BoundExpr::callsForeign);
            case Or e -> e.operands().stream().anyMatch(BoundExpr::callsForeign);
            case Not e -> callsForeign(e.operand());
            case Cast e -> callsForeign(e.operand());
            case FillNull e -> callsForeign(e.operand());
        };
    }

    /// `left op right` with the type that the rules give.
    static Arithmetic arithmetic(ArithmeticOp op, BoundExpr left, BoundExpr right) {
        return new Arithmetic(op, left, right, TypeRules.arithmetic(op, left.type(), right.type()));
    }

    /// Minus the operand, with the type that the rules give.
    static Negate negate(BoundExpr operand) {
        return new Negate(operand, TypeRules.negated(operand.type()));
    }

    /// The absolute value, with the type that the rules give.
    static Abs abs(BoundExpr operand) {
        return new Abs(operand, TypeRules.negated(operand.type()));
    }
}
