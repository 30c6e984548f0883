package io.arenite.engine.exec;

import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.CompareOp;
import io.arenite.engine.kernel.SymbolSet;
import io.arenite.partitions.ColumnType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/// Compiles boolean expressions. A comparison with a literal becomes a range; ranges of one operand under one AND
/// become a single range.
final class LogicCompiler {
    private final ExprCompiler compiler;

    LogicCompiler(ExprCompiler compiler) {
        this.compiler = compiler;
    }

    /// One operand of a conjunction: a range over an expression, or any other condition.
    record Term(BoundExpr operand, ValueRange range) {
        boolean isRange() {
            return range != null;
        }
    }

    int compile(BoundExpr expr) {
        return switch (expr) {
            case BoundExpr.Compare compare -> compare(compare);
            case BoundExpr.Between(var operand, var low, var high) ->
                and(List.of(
                        new BoundExpr.Compare(CompareOp.GE, operand, low),
                        new BoundExpr.Compare(CompareOp.LE, operand, high)));
            case BoundExpr.InSymbols in -> inSymbols(in);
            case BoundExpr.IsNull(var operand) -> unary(compiler.value(operand), LogicSteps::isNull);
            case BoundExpr.IsNan(var operand) -> isNan(operand);
            case BoundExpr.And(var operands) -> and(operands);
            case BoundExpr.Or(var operands) ->
                fold(operands.stream().map(compiler::value).toList(), LogicSteps::or);
            case BoundExpr.Not(var operand) -> unary(compiler.value(operand), LogicSteps::not);
            case BoundExpr.Col _,
                    BoundExpr.Lit _,
                    BoundExpr.Arithmetic _,
                    BoundExpr.Negate _,
                    BoundExpr.Abs _,
                    BoundExpr.Cast _,
                    BoundExpr.FillNull _,
                    BoundExpr.MapBatches _ -> throw new IllegalArgumentException("not a logical operation: " + expr);
        };
    }

    /// The conditions of a conjunction, nested ones included, with the ranges of each operand joined.
    static List<Term> terms(List<BoundExpr> operands) {
        Map<Object, Term> terms = new LinkedHashMap<>();
        collect(operands, terms);
        return new ArrayList<>(terms.values());
    }

    private static void collect(List<BoundExpr> operands, Map<Object, Term> terms) {
        for (BoundExpr operand : operands) {
            switch (operand) {
                case BoundExpr.And(var nested) -> collect(nested, terms);
                case BoundExpr.Between(var value, var low, var high) ->
                    collect(
                            List.of(
                                    new BoundExpr.Compare(CompareOp.GE, value, low),
                                    new BoundExpr.Compare(CompareOp.LE, value, high)),
                            terms);
                default -> {
                    Term term = rangeOf(operand);
                    Object slot = term.isRange() ? term.operand() : List.of("condition", operand);
                    terms.merge(slot, term, LogicCompiler::joined);
                }
            }
        }
    }

    private static Term joined(Term first, Term second) {
        return first.isRange() ? new Term(first.operand(), first.range().intersect(second.range())) : first;
    }

    /// The condition as a range over an expression, or as it is.
    private static Term rangeOf(BoundExpr condition) {
        if (condition instanceof BoundExpr.Compare(CompareOp op, BoundExpr left, BoundExpr right)) {
            if (op != CompareOp.NE && isRangeLiteral(left, right)) {
                return new Term(left, LiteralRanges.of(op, left.type(), (BoundExpr.Lit) right));
            }
            if (op != CompareOp.NE && isRangeLiteral(right, left)) {
                return new Term(right, LiteralRanges.of(op.flipped(), right.type(), (BoundExpr.Lit) left));
            }
        }
        return new Term(condition, null);
    }

    static boolean isRangeLiteral(BoundExpr operand, BoundExpr literal) {
        return literal instanceof BoundExpr.Lit(Object value, var _)
                && value != null
                && RegisterKind.of(operand.type()) != RegisterKind.BITS;
    }

    /// The register of one condition.
    int term(Term term) {
        return term.isRange() ? range(term.operand(), term.range()) : compiler.value(term.operand());
    }

    private int and(List<BoundExpr> operands) {
        List<Integer> registers = new ArrayList<>();
        for (Term term : terms(operands)) {
            registers.add(term(term));
        }
        return fold(registers, LogicSteps::and);
    }

    /// A step from two registers to a third.
    @FunctionalInterface
    private interface Binary {
        Step make(int left, int right, int out);
    }

    private int fold(List<Integer> registers, Binary step) {
        BinaryOperator<Integer> joined = (left, right) -> {
            int out = compiler.newRegister();
            compiler.add(step.make(left, right, out));
            return out;
        };
        return registers.stream().reduce(joined).orElseThrow();
    }

    /// A step from one register to another.
    @FunctionalInterface
    private interface Unary {
        Step make(int operand, int out);
    }

    private int unary(int operand, Unary step) {
        int out = compiler.newRegister();
        compiler.add(step.make(operand, out));
        return out;
    }

    private int isNan(BoundExpr operand) {
        if (operand.type().isFloat()) {
            return unary(compiler.value(operand), LogicSteps::isNan);
        }
        // No integer is NaN; null stays null.
        int never = range(operand, ValueRange.Longs.nothing(false));
        return never;
    }

    private int range(BoundExpr operand, ValueRange range) {
        return unary(compiler.value(operand), (x, out) -> CompareSteps.range(x, range, out));
    }

    private int inSymbols(BoundExpr.InSymbols in) {
        SymbolSet set =
                SymbolSet.of(in.codes().stream().mapToInt(Integer::intValue).toArray());
        int out = compiler.newRegister();
        if (compiler.isKey(in.column())) {
            compiler.add(CompareSteps.keyInSymbols(set, out));
        } else {
            compiler.read(in.column().column());
            compiler.add(CompareSteps.inSymbols(in.column().column(), set, out));
        }
        return out;
    }

    private int compare(BoundExpr.Compare compare) {
        Term term = rangeOf(compare);
        if (term.isRange()) {
            return range(term.operand(), term.range());
        }
        BoundExpr left = compare.left();
        BoundExpr right = compare.right();
        if (compare.op() == CompareOp.NE && isRangeLiteral(left, right)) {
            int equal = range(left, LiteralRanges.of(CompareOp.EQ, left.type(), (BoundExpr.Lit) right));
            return unary(equal, LogicSteps::not);
        }
        if (compare.op() == CompareOp.NE && isRangeLiteral(right, left)) {
            return compare(new BoundExpr.Compare(CompareOp.NE, right, left));
        }
        return registers(compare.op(), left, right);
    }

    private int registers(CompareOp op, BoundExpr left, BoundExpr right) {
        var kernelOp = io.arenite.engine.kernel.CompareOp.valueOf(op.name());
        if (left.type().isFloat() || right.type().isFloat()) {
            int l = compiler.asDouble(left);
            int r = compiler.asDouble(right);
            int out = compiler.newRegister();
            compiler.add(CompareSteps.doubles(kernelOp, l, r, out));
            return out;
        }
        boolean unsignedLeft = left.type().equals(ColumnType.UINT64);
        boolean unsignedRight = right.type().equals(ColumnType.UINT64);
        boolean alike = unsignedLeft == unsignedRight
                && left.type().scale() == right.type().scale();
        int l = unsignedLeft
                ? compiler.value(left)
                : compiler.asLong(left, left.type().scale());
        int r = unsignedRight
                ? compiler.value(right)
                : compiler.asLong(right, right.type().scale());
        int out = compiler.newRegister();
        if (alike) {
            compiler.add(CompareSteps.longs(kernelOp, l, r, unsignedLeft, out));
        } else {
            int scale = Math.max(left.type().scale(), right.type().scale());
            compiler.add(CompareSteps.exactly(
                    kernelOp,
                    new CompareSteps.Exact(l, unsignedLeft, factor(left, scale)),
                    new CompareSteps.Exact(r, unsignedRight, factor(right, scale)),
                    out));
        }
        return out;
    }

    private static long factor(BoundExpr expr, int scale) {
        return DecimalMath.POWERS_OF_TEN[scale - expr.type().scale()];
    }
}
