package io.arenite.lazy.optimize;

import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.BoundExpr.Col;
import io.arenite.engine.expr.BoundExpr.Lit;
import io.arenite.lazy.plan.BoundTrees;
import io.arenite.partitions.ColumnType;

/// What a test costs a row, by type and operator only: bytes read and operations done, in rough units. A test that can
/// fail (an overflow, a cast) comes after all that cannot, and all that can fail cost the same, so that a stable sort
/// leaves them as written: no reordering makes a query fail that would not.
final class FilterCost {
    private static final int FALLIBLE = 10_000;

    private FilterCost() {}

    static int of(BoundExpr expr) {
        return canFail(expr) ? FALLIBLE : Math.min(work(expr), FALLIBLE - 1);
    }

    private static int work(BoundExpr expr) {
        int own = switch (expr) {
            case Lit _ -> 0;
            case Col column -> width(column.type());
            case BoundExpr.InSymbols in -> 2 + Math.min(in.codes().size(), 16);
            case BoundExpr.Compare _, BoundExpr.IsNan _, BoundExpr.Negate _, BoundExpr.Abs _ -> 2;
            case BoundExpr.Between _, BoundExpr.FillNull _ -> 3;
            case BoundExpr.MapBatches _ -> FALLIBLE;
            case BoundExpr.Arithmetic _, BoundExpr.Cast _ -> 4;
            case BoundExpr.IsNull _, BoundExpr.And _, BoundExpr.Or _, BoundExpr.Not _ -> 1;
        };
        int all = own;
        for (BoundExpr operand : BoundTrees.operands(expr)) {
            all += work(operand);
        }
        return all;
    }

    private static int width(ColumnType type) {
        return Math.max(type.widthBytes(), 1);
    }

    static boolean canFail(BoundExpr expr) {
        boolean own = switch (expr) {
            case BoundExpr.Arithmetic arithmetic -> !arithmetic.type().isFloat();
            case BoundExpr.Negate negate -> !negate.type().isFloat();
            case BoundExpr.Abs abs -> !abs.type().isFloat();
            case BoundExpr.Cast _, BoundExpr.MapBatches _ -> true;
            case Lit _,
                    Col _,
                    BoundExpr.InSymbols _,
                    BoundExpr.Compare _,
                    BoundExpr.IsNan _,
                    BoundExpr.Between _,
                    BoundExpr.FillNull _,
                    BoundExpr.IsNull _,
                    BoundExpr.And _,
                    BoundExpr.Or _,
                    BoundExpr.Not _ -> false;
        };
        boolean any = own;
        for (BoundExpr operand : BoundTrees.operands(expr)) {
            any |= canFail(operand);
        }
        return any;
    }
}
