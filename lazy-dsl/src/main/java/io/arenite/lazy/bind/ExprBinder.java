package io.arenite.lazy.bind;

import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.BoundExpr.And;
import io.arenite.engine.expr.BoundExpr.Cast;
import io.arenite.engine.expr.BoundExpr.Col;
import io.arenite.engine.expr.BoundExpr.Compare;
import io.arenite.engine.expr.BoundExpr.FillNull;
import io.arenite.engine.expr.BoundExpr.InSymbols;
import io.arenite.engine.expr.BoundExpr.IsNan;
import io.arenite.engine.expr.BoundExpr.IsNull;
import io.arenite.engine.expr.BoundExpr.Lit;
import io.arenite.engine.expr.BoundExpr.Not;
import io.arenite.engine.expr.BoundExpr.Or;
import io.arenite.engine.expr.CompareOp;
import io.arenite.lazy.plan.BoundTrees;
import io.arenite.lazy.plan.ExprNode;
import io.arenite.lazy.plan.QueryException;
import io.arenite.partitions.ColumnType;
import java.util.ArrayList;
import java.util.List;

/// Binds row expressions: names become column indexes, literals get types, and what cannot be computed is refused with
/// the expression as the user wrote it.
class ExprBinder {
    private final Scope scope;

    ExprBinder(Scope scope) {
        this.scope = scope;
    }

    BoundExpr bind(ExprNode node) {
        try {
            return bindNode(node);
        } catch (QueryException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new QueryException(e.getMessage() + ", expression=" + node.text(), e);
        }
    }

    /// A predicate: boolean, or an error that says what it is instead.
    BoundExpr bindPredicate(ExprNode node) {
        BoundExpr bound = bind(node);
        if (!bound.type().equals(ColumnType.BOOL)) {
            throw new QueryException("a filter must be boolean: type=" + bound.type() + ", expression=" + node.text());
        }
        return bound;
    }

    private BoundExpr bindNode(ExprNode node) {
        return switch (node) {
            case ExprNode.Column column -> scope.column(column.name());
            case ExprNode.Literal literal -> LiteralBinder.bare(literal.value());
            case ExprNode.Arithmetic arithmetic -> arithmetic(arithmetic);
            case ExprNode.Negate negate -> BoundExpr.negate(bind(negate.input()));
            case ExprNode.Abs abs -> BoundExpr.abs(bind(abs.input()));
            case ExprNode.Comparison comparison -> comparison(comparison);
            case ExprNode.Between between ->
                And.of(
                        bind(new ExprNode.Comparison(CompareOp.GE, between.input(), between.low())),
                        bind(new ExprNode.Comparison(CompareOp.LE, between.input(), between.high())));
            case ExprNode.IsIn in -> isIn(in);
            case ExprNode.IsNull isNull -> new IsNull(bind(isNull.input()));
            case ExprNode.IsNan isNan -> isNan(isNan);
            case ExprNode.And and -> And.of(truth(and.left()), truth(and.right()));
            case ExprNode.Or or -> Or.of(truth(or.left()), truth(or.right()));
            case ExprNode.Not not -> new Not(truth(not.input()));
            case ExprNode.Cast cast -> cast(cast);
            case ExprNode.FillNull fill -> fillNull(fill);
            case ExprNode.MapBatches map ->
                new BoundExpr.MapBatches(map.inputs().stream().map(this::bind).toList(), map.function(), map.type());
            case ExprNode.Aggregation aggregation -> aggregation(aggregation);
            case ExprNode.Alias alias -> bind(alias.input());
            case ExprNode.Descending _ ->
                throw new QueryException("desc() is for sort keys only: expression=" + node.text());
        };
    }

    /// Overridden where aggregates may stand.
    BoundExpr aggregation(ExprNode.Aggregation aggregation) {
        throw new QueryException("an aggregate where rows are asked for: aggregate=" + aggregation.text()
                + "; compute it with select or groupBy(...).agg, then use its column");
    }

    private BoundExpr arithmetic(ExprNode.Arithmetic node) {
        BoundExpr left;
        BoundExpr right;
        if (node.right() instanceof ExprNode.Literal literal) {
            left = bind(node.left());
            right = LiteralBinder.beside(literal.value(), left.type());
        } else if (node.left() instanceof ExprNode.Literal literal) {
            right = bind(node.right());
            left = LiteralBinder.beside(literal.value(), right.type());
        } else {
            left = bind(node.left());
            right = bind(node.right());
        }
        return BoundExpr.arithmetic(node.op(), left, right);
    }

    private BoundExpr comparison(ExprNode.Comparison node) {
        if (node.right() instanceof ExprNode.Literal literal) {
            return compared(node.op(), node.left(), literal.value());
        }
        if (node.left() instanceof ExprNode.Literal literal) {
            return compared(node.op().flipped(), node.right(), literal.value());
        }
        BoundExpr left = bind(node.left());
        BoundExpr right = bind(node.right());
        return new Compare(node.op(), left, right);
    }

    private BoundExpr compared(CompareOp op, ExprNode input, Object literal) {
        if (input instanceof ExprNode.Literal(Object value) && value == null) {
            return new Lit(null, ColumnType.BOOL);
        }
        return ComparisonBinder.bind(op, bind(input), literal, scope.symbols());
    }

    /// A set of symbols is one test; other types compare with one literal after the other. A null in the list matches
    /// nothing, an empty list is false and, for null, null.
    private BoundExpr isIn(ExprNode.IsIn node) {
        BoundExpr input = bind(node.input());
        List<BoundExpr> matches = new ArrayList<>();
        List<Integer> codes = new ArrayList<>();
        for (ExprNode value : node.values()) {
            if (!(value instanceof ExprNode.Literal(Object literal))) {
                throw new QueryException("isIn takes literals: value=" + value.text() + ", expression=" + node.text());
            }
            if (literal == null) {
                continue;
            }
            BoundExpr match = ComparisonBinder.bind(CompareOp.EQ, input, literal, scope.symbols());
            if (match instanceof InSymbols in) {
                codes.addAll(in.codes());
            } else if (!matches.contains(match)) {
                matches.add(match);
            }
        }
        if (input instanceof Col column && column.type().equals(ColumnType.SYMBOL)) {
            return new InSymbols(column, codes);
        }
        return switch (matches.size()) {
            case 0 -> BoundTrees.never(input);
            case 1 -> matches.getFirst();
            default -> new Or(matches);
        };
    }

    private BoundExpr isNan(ExprNode.IsNan node) {
        BoundExpr input = bind(node.input());
        if (!input.type().isFloat()) {
            throw new QueryException("only floats can be NaN: type=" + input.type() + ", expression=" + node.text());
        }
        return new IsNan(input);
    }

    private BoundExpr truth(ExprNode node) {
        if (node instanceof ExprNode.Literal(Object value) && value == null) {
            return new Lit(null, ColumnType.BOOL);
        }
        return bind(node);
    }

    private BoundExpr cast(ExprNode.Cast node) {
        if (node.input() instanceof ExprNode.Literal(Object value) && value == null) {
            return new Lit(null, node.type());
        }
        BoundExpr input = bind(node.input());
        return input.type().equals(node.type()) ? input : new Cast(input, node.type());
    }

    private BoundExpr fillNull(ExprNode.FillNull node) {
        if (!(node.value() instanceof ExprNode.Literal(Object value))) {
            throw new QueryException(
                    "fillNull takes a literal: value=" + node.value().text() + ", expression=" + node.text());
        }
        BoundExpr input = bind(node.input());
        return new FillNull(input, LiteralBinder.exact(value, input.type(), scope.symbols()));
    }
}
