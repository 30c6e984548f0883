package io.arenite.lazy.optimize;

import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.BoundExpr.Arithmetic;
import io.arenite.engine.expr.BoundExpr.Compare;
import io.arenite.engine.expr.BoundExpr.InSymbols;
import io.arenite.engine.expr.BoundExpr.Lit;
import io.arenite.engine.expr.BoundExpr.Not;
import io.arenite.engine.expr.CompareOp;
import io.arenite.lazy.plan.BoundTrees;
import io.arenite.partitions.ColumnType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Computes what needs no row, and writes logic in the form that the rest of the optimizer looks for. What a row would
/// give stays exactly the same, nulls included; what would fail (an overflow) is left to fail when a row reaches it.
///
/// - operations between literals; operations with a null literal
/// - Kleene's rules for literals in AND and OR; repeated operands once; nested ANDs and ORs flat
/// - NOT moves inwards by De Morgan and, where no NaN can be, turns the comparison around
/// - an OR of tests of one symbol column is one set
final class ConstantFolder {
    static final Lit TRUE = new Lit(true, ColumnType.BOOL);
    static final Lit FALSE = new Lit(false, ColumnType.BOOL);
    static final Lit UNKNOWN = new Lit(null, ColumnType.BOOL);

    private ConstantFolder() {}

    static List<BoundExpr> foldAll(List<BoundExpr> expressions) {
        var folded = new ArrayList<BoundExpr>(expressions.size());
        for (BoundExpr expression : expressions) {
            folded.add(fold(expression));
        }
        return folded;
    }

    static BoundExpr fold(BoundExpr expr) {
        if (expr instanceof BoundExpr.Col || expr instanceof Lit) {
            return expr;
        }
        BoundExpr folded = BoundTrees.mapOperands(expr, ConstantFolder::fold);
        return switch (folded) {
            case Arithmetic arithmetic -> arithmetic(arithmetic);
            case BoundExpr.Negate(Lit operand, var type) -> or(LiteralMath.negate(operand, type), folded);
            case BoundExpr.Abs(Lit operand, var type) -> or(LiteralMath.abs(operand, type), folded);
            case Compare compare -> compare(compare);
            case BoundExpr.Between between
            when isNull(between.low()) || isNull(between.high()) ->
                fold(BoundExpr.And.of(
                        new Compare(CompareOp.GE, between.operand(), between.low()),
                        new Compare(CompareOp.LE, between.operand(), between.high())));
            case BoundExpr.IsNull(Lit operand) -> operand.value() == null ? TRUE : FALSE;
            case BoundExpr.IsNull(BoundExpr.IsNull _) -> FALSE;
            case BoundExpr.IsNan(Lit operand) ->
                operand.value() == null ? UNKNOWN : bool(Double.isNaN((Double) operand.value()));
            case BoundExpr.And(var operands) -> and(operands);
            case BoundExpr.Or(var operands) -> disjunction(operands);
            case Not(var operand) -> not(operand);
            case BoundExpr.Cast(Lit operand, var type) -> or(LiteralMath.cast(operand, type), folded);
            case BoundExpr.FillNull(Lit operand, var replacement) -> operand.value() == null ? replacement : operand;
            case BoundExpr.Negate _,
                    BoundExpr.Abs _,
                    BoundExpr.Between _,
                    BoundExpr.IsNull _,
                    BoundExpr.IsNan _,
                    BoundExpr.Cast _,
                    BoundExpr.FillNull _,
                    BoundExpr.MapBatches _,
                    BoundExpr.Col _,
                    Lit _,
                    InSymbols _ -> folded;
        };
    }

    static boolean isNull(BoundExpr expr) {
        return expr instanceof Lit literal && literal.value() == null;
    }

    private static Lit bool(boolean value) {
        return value ? TRUE : FALSE;
    }

    private static BoundExpr or(Lit computed, BoundExpr otherwise) {
        return computed != null ? computed : otherwise;
    }

    private static BoundExpr arithmetic(Arithmetic node) {
        if (isNull(node.left()) || isNull(node.right())) {
            return new Lit(null, node.type());
        }
        return node.left() instanceof Lit left && node.right() instanceof Lit right
                ? or(LiteralMath.arithmetic(node.op(), left, right, node.type()), node)
                : node;
    }

    private static BoundExpr compare(Compare node) {
        if (isNull(node.left()) || isNull(node.right())) {
            return UNKNOWN;
        }
        if (node.left() instanceof Lit left) {
            return node.right() instanceof Lit right
                    ? bool(LiteralMath.holds(node.op(), left, right))
                    : new Compare(node.op().flipped(), node.right(), left);
        }
        return node;
    }

    private static BoundExpr and(List<BoundExpr> operands) {
        var kept = new ArrayList<BoundExpr>();
        for (BoundExpr operand : operands) {
            for (BoundExpr conjunct : BoundTrees.conjuncts(operand)) {
                if (conjunct.equals(FALSE)) {
                    return FALSE;
                }
                if (!conjunct.equals(TRUE) && !kept.contains(conjunct)) {
                    kept.add(conjunct);
                }
            }
        }
        return switch (kept.size()) {
            case 0 -> TRUE;
            case 1 -> kept.getFirst();
            default -> new BoundExpr.And(kept);
        };
    }

    private static BoundExpr disjunction(List<BoundExpr> operands) {
        var kept = new ArrayList<BoundExpr>();
        for (BoundExpr operand : operands) {
            List<BoundExpr> flat = operand instanceof BoundExpr.Or(var nested) ? nested : List.of(operand);
            for (BoundExpr disjunct : flat) {
                if (disjunct.equals(TRUE)) {
                    return TRUE;
                }
                if (!disjunct.equals(FALSE) && !kept.contains(disjunct)) {
                    kept.add(disjunct);
                }
            }
        }
        List<BoundExpr> merged = mergeSymbolSets(kept);
        return switch (merged.size()) {
            case 0 -> FALSE;
            case 1 -> merged.getFirst();
            default -> new BoundExpr.Or(merged);
        };
    }

    /// `sym == a or sym == b` is one set; the union takes the place of the first.
    private static List<BoundExpr> mergeSymbolSets(List<BoundExpr> operands) {
        Map<Object, BoundExpr> merged = new LinkedHashMap<>();
        for (BoundExpr operand : operands) {
            if (operand instanceof InSymbols in) {
                merged.merge(in.column(), in, (before, after) -> {
                    var codes = new TreeSet<>(((InSymbols) before).codes());
                    codes.addAll(((InSymbols) after).codes());
                    return new InSymbols(in.column(), List.copyOf(codes));
                });
            } else {
                merged.put(operand, operand);
            }
        }
        return List.copyOf(merged.values());
    }

    private static BoundExpr not(BoundExpr operand) {
        return switch (operand) {
            case Not(var inner) -> inner;
            case Lit literal -> literal.value() == null ? UNKNOWN : bool(!(Boolean) literal.value());
            case BoundExpr.And(var operands) -> disjunction(BoundTrees.mapAll(operands, ConstantFolder::not));
            case BoundExpr.Or(var operands) -> and(BoundTrees.mapAll(operands, ConstantFolder::not));
            case Compare(var op, var left, var right)
            when op == CompareOp.EQ
                    || op == CompareOp.NE
                    || !left.type().isFloat() && !right.type().isFloat() -> new Compare(opposite(op), left, right);
            case BoundExpr.Col _,
                    Compare _,
                    Arithmetic _,
                    BoundExpr.Negate _,
                    BoundExpr.Abs _,
                    BoundExpr.Between _,
                    InSymbols _,
                    BoundExpr.IsNull _,
                    BoundExpr.IsNan _,
                    BoundExpr.Cast _,
                    BoundExpr.FillNull _,
                    BoundExpr.MapBatches _ -> new Not(operand);
        };
    }

    private static CompareOp opposite(CompareOp op) {
        return switch (op) {
            case EQ -> CompareOp.NE;
            case NE -> CompareOp.EQ;
            case LT -> CompareOp.GE;
            case LE -> CompareOp.GT;
            case GT -> CompareOp.LE;
            case GE -> CompareOp.LT;
        };
    }
}
