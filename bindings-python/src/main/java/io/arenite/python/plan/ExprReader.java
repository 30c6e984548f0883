package io.arenite.python.plan;

import static java.util.Map.entry;

import io.arenite.Expr;
import io.arenite.Functions;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/// Expressions of a plan: `["gt", ["col", "price"], ["lit", "i64", 15000]]`. The names are those of the
/// Python package.
final class ExprReader {
    private static final Map<String, UnaryOperator<Expr>> UNARY = Map.ofEntries(
            entry("neg", Expr::negate),
            entry("abs", Expr::abs),
            entry("not", Expr::not),
            entry("is_null", Expr::isNull),
            entry("is_nan", Expr::isNan),
            entry("desc", Expr::desc),
            entry("sum", Expr::sum),
            entry("min", Expr::min),
            entry("max", Expr::max),
            entry("mean", Expr::mean),
            entry("first", Expr::first),
            entry("last", Expr::last),
            entry("count", Expr::count));

    private static final Map<String, BinaryOperator<Expr>> BINARY = Map.ofEntries(
            entry("add", Expr::plus),
            entry("sub", Expr::minus),
            entry("mul", Expr::times),
            entry("div", Expr::dividedBy),
            entry("floordiv", Expr::floorDividedBy),
            entry("mod", Expr::modulo),
            entry("pow", Expr::power),
            entry("eq", Expr::eq),
            entry("ne", Expr::ne),
            entry("lt", Expr::lt),
            entry("le", Expr::le),
            entry("gt", Expr::gt),
            entry("ge", Expr::ge),
            entry("and", Expr::and),
            entry("or", Expr::or),
            entry("vwap", Functions::vwap),
            entry("dot", Functions::dot));

    private ExprReader() {}

    static Expr[] readAll(List<?> nodes) {
        return nodes.stream().map(ExprReader::read).toArray(Expr[]::new);
    }

    static Expr read(Object json) {
        Node node = Node.of(json);
        UnaryOperator<Expr> unary = UNARY.get(node.name());
        if (unary != null) {
            return unary.apply(read(node.requireSize(1).argument(0)));
        }
        BinaryOperator<Expr> binary = BINARY.get(node.name());
        if (binary != null) {
            return binary.apply(read(node.requireSize(2).argument(0)), read(node.argument(1)));
        }
        return switch (node.name()) {
            case "col" -> Functions.col(node.requireSize(1).text(0));
            case "lit" -> Functions.lit(LiteralReader.read(node));
            case "len" -> {
                node.requireSize(0);
                yield Functions.count();
            }
            case "var" -> input(node, 2).variance(degrees(node));
            case "std" -> input(node, 2).stddev(degrees(node));
            case "between" -> input(node, 3).between(read(node.argument(1)), read(node.argument(2)));
            case "is_in" -> input(node, 2).isIn((Object[]) readAll(node.list(1)));
            case "cast" -> input(node, 2).cast(TypeReader.read(node.text(1)));
            case "fill_null" -> input(node, 2).fillNull(read(node.argument(1)));
            case "map_batches" -> mapBatches(node.requireSize(4));
            case "alias" -> input(node, 2).alias(node.text(1));
            default -> throw node.unknown("operation");
        };
    }

    /// `["map_batches", [inputs], number of the function, type, name of the function]`.
    private static Expr mapBatches(Node node) {
        var function = new PythonFunction(node.number(1), node.text(3));
        return Functions.mapBatches(function, TypeReader.read(node.text(2)), readAll(node.list(0)));
    }

    private static Expr input(Node node, int size) {
        return read(node.requireSize(size).argument(0));
    }

    private static int degrees(Node node) {
        long ddof = node.number(1);
        return ddof >= 0 && ddof <= Integer.MAX_VALUE ? (int) ddof : node.wrongArgument(1, "a count");
    }
}
