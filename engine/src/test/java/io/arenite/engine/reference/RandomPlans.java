package io.arenite.engine.reference;

import io.arenite.engine.expr.Aggregate;
import io.arenite.engine.expr.AggregateKind;
import io.arenite.engine.expr.AggregatePlan;
import io.arenite.engine.expr.ArithmeticOp;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.CompareOp;
import io.arenite.engine.expr.ProjectPlan;
import io.arenite.engine.expr.ScanSpec;
import io.arenite.engine.expr.TopPlan;
import io.arenite.engine.expr.TypeRules;
import io.arenite.partitions.Column;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.ColumnType.Kind;
import io.arenite.partitions.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Random expression trees, filters and plans over a schema.
final class RandomPlans {
    private final SplittableRandom random;
    private final Schema schema;

    RandomPlans(SplittableRandom random, Schema schema) {
        this.random = random;
        this.schema = schema;
    }

    private <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private BoundExpr.Col col(Column column) {
        return new BoundExpr.Col(column.index(), column.type());
    }

    private List<BoundExpr.Col> columns(java.util.function.Predicate<ColumnType> filter) {
        return schema.columns().stream()
                .filter(column -> filter.test(column.type()))
                .map(this::col)
                .toList();
    }

    /// Numbers that arithmetic cannot overflow with.
    private BoundExpr number(int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            return random.nextInt(4) == 0
                    ? literal()
                    : oneOf(columns(type -> TypeRules.isNumeric(type) && !type.equals(ColumnType.UINT64)));
        }
        BoundExpr left = number(depth - 1);
        try {
            return switch (random.nextInt(8)) {
                case 0 -> BoundExpr.negate(left);
                case 1 -> BoundExpr.abs(left);
                case 2 -> new BoundExpr.Cast(left, random.nextBoolean() ? ColumnType.FLOAT64 : ColumnType.FLOAT32);
                case 3 -> new BoundExpr.FillNull(left, literal(left.type()));
                default -> arithmetic(oneOf(List.of(ArithmeticOp.values())), left, number(depth - 1));
            };
        } catch (IllegalArgumentException e) {
            // A decimal product with too many digits.
            return left;
        }
    }

    private BoundExpr arithmetic(ArithmeticOp op, BoundExpr left, BoundExpr right) {
        if (op == ArithmeticOp.POWER) {
            BoundExpr.Lit exponent = random.nextBoolean()
                    ? new BoundExpr.Lit(random.nextLong(3), ColumnType.INT64)
                    : literal(ColumnType.FLOAT64);
            return BoundExpr.arithmetic(op, left, exponent);
        }
        BoundExpr made = BoundExpr.arithmetic(op, left, right);
        boolean mayOverflow = op == ArithmeticOp.FLOOR_DIVIDE && made.type().kind() == Kind.DECIMAL64;
        return mayOverflow ? BoundExpr.arithmetic(ArithmeticOp.MODULO, left, right) : made;
    }

    private BoundExpr.Lit literal() {
        return literal(oneOf(List.of(ColumnType.INT64, ColumnType.FLOAT64, ColumnType.decimal64(2))));
    }

    BoundExpr.Lit literal(ColumnType type) {
        if (random.nextInt(40) == 0) {
            return new BoundExpr.Lit(null, type);
        }
        Object value = switch (type.kind()) {
            case BOOL -> random.nextBoolean();
            case FLOAT32, FLOAT64 -> real();
            case DECIMAL64 -> random.nextLong(-20_000, 20_001);
            case SYMBOL -> (long) random.nextInt(RandomTable.SYMBOLS.length);
            case DATE32 -> random.nextLong(20_000, 20_010);
            case TIMESTAMP -> ts();
            case DURATION -> random.nextLong(-1_000_000, 1_000_000);
            case UINT8, UINT16, UINT32, UINT64 -> random.nextLong(0, 200);
            case INT8, INT16, INT32, INT64 -> random.nextLong(-100, 101);
            case UTF8 -> "n";
            case BINARY -> throw new IllegalStateException("not in these tables");
        };
        return new BoundExpr.Lit(value, type);
    }

    private double real() {
        double[] odd = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, 0.0, 5};
        return random.nextInt(6) == 0 ? odd[random.nextInt(odd.length)] : random.nextDouble() * 200 - 50;
    }

    private long ts() {
        return RandomTable.START_NS + random.nextLong(RandomTable.HOURS * RandomTable.HOUR_NS);
    }

    BoundExpr condition(int depth) {
        if (depth > 0 && random.nextInt(2) == 0) {
            List<BoundExpr> operands = new ArrayList<>();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                operands.add(condition(depth - 1));
            }
            return switch (random.nextInt(3)) {
                case 0 -> new BoundExpr.Or(operands);
                case 1 -> new BoundExpr.Not(operands.getFirst());
                default -> new BoundExpr.And(operands);
            };
        }
        CompareOp op = oneOf(List.of(CompareOp.values()));
        return switch (random.nextInt(9)) {
            case 0 -> new BoundExpr.IsNull(oneOf(columns(type -> true)));
            case 1 -> new BoundExpr.IsNan(number(1));
            case 2 -> new BoundExpr.Between(number(1), literal(), literal());
            case 3 -> symbols();
            case 4 -> new BoundExpr.Compare(op, number(2), number(2));
            case 5 -> {
                BoundExpr.Col column = oneOf(columns(type -> !type.isVariable() && !TypeRules.isNumeric(type)));
                yield new BoundExpr.Compare(op, column, literal(column.type()));
            }
            case 6 -> {
                BoundExpr.Col column = oneOf(columns(TypeRules::isNumeric));
                yield new BoundExpr.Compare(op, column, oneOf(columns(TypeRules::isNumeric)));
            }
            default -> {
                BoundExpr.Col column = oneOf(columns(TypeRules::isNumeric));
                yield random.nextBoolean()
                        ? new BoundExpr.Compare(op, column, literal())
                        : new BoundExpr.Compare(op, literal(), column);
            }
        };
    }

    private BoundExpr symbols() {
        List<BoundExpr.Col> columns = columns(type -> type.equals(ColumnType.SYMBOL));
        if (columns.isEmpty()) {
            return condition(0);
        }
        return BoundExpr.InSymbols.of(oneOf(columns), random.nextInt(6), random.nextInt(6) - 1);
    }

    private ScanSpec scan() {
        ScanSpec scan = ScanSpec.ALL;
        if (random.nextInt(3) > 0) {
            scan = scan.withFilter(condition(2));
        }
        if (random.nextInt(3) == 0) {
            long from = random.nextInt(4) == 0 ? Long.MIN_VALUE : ts();
            long to = random.nextInt(4) == 0 ? Long.MAX_VALUE : ts();
            scan = scan.withTimeRange(from, to);
        }
        if (schema.hasKey() && random.nextInt(3) == 0) {
            scan = scan.withKeyCodes(List.of(random.nextInt(5), random.nextInt(5)));
        }
        return scan;
    }

    private BoundExpr groupKey() {
        List<BoundExpr.Col> symbols = columns(type -> type.equals(ColumnType.SYMBOL));
        if (!symbols.isEmpty() && random.nextInt(2) == 0) {
            return oneOf(symbols);
        }
        return switch (random.nextInt(4)) {
            case 0 -> condition(0);
            case 1 -> number(1);
            default -> oneOf(columns(type -> !type.isVariable() && type.kind() != Kind.TIMESTAMP));
        };
    }

    private Aggregate aggregate() {
        AggregateKind kind = oneOf(List.of(AggregateKind.values()));
        try {
            BoundExpr argument = random.nextInt(3) == 0 ? number(2) : oneOf(columns(type -> true));
            return switch (kind) {
                case COUNT_ALL -> Aggregate.countAll();
                case VARIANCE, STDDEV -> Aggregate.spread(kind, argument, random.nextInt(2));
                case VWAP, DOT -> Aggregate.weighted(kind, number(1), random.nextInt(3) == 0 ? number(1) : quantity());
                case COUNT, SUM, MIN, MAX, FIRST, LAST, MEAN -> Aggregate.of(kind, argument);
            };
        } catch (IllegalArgumentException e) {
            return Aggregate.of(AggregateKind.SUM, col(schema.column("px")));
        }
    }

    /// What is answered from the ends of partitions, and what is nearly so.
    AggregatePlan endsPlan() {
        List<Aggregate> aggregates = new ArrayList<>();
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            BoundExpr argument = random.nextInt(20) == 0 ? number(1) : oneOf(columns(type -> !type.isVariable()));
            AggregateKind kind = random.nextInt(3) == 0 ? AggregateKind.FIRST : AggregateKind.LAST;
            aggregates.add(random.nextInt(5) == 0 ? Aggregate.countAll() : Aggregate.of(kind, argument));
        }
        List<BoundExpr> keys =
                schema.hasKey() && random.nextInt(4) > 0 ? List.of(col(schema.column("sym"))) : List.of();
        ScanSpec scan = scan();
        return new AggregatePlan(random.nextInt(10) == 0 ? scan : scan.withFilter(null), keys, aggregates);
    }

    private BoundExpr quantity() {
        return col(schema.column("qty"));
    }

    AggregatePlan aggregatePlan() {
        List<BoundExpr> keys = new ArrayList<>();
        for (int i = random.nextInt(3) - random.nextInt(2); i > 0; i--) {
            keys.add(groupKey());
        }
        List<Aggregate> aggregates = new ArrayList<>();
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            aggregates.add(aggregate());
        }
        return new AggregatePlan(scan(), keys, aggregates);
    }

    /// The shapes that have a loop of their own, often.
    AggregatePlan simplePlan() {
        BoundExpr.Col value = oneOf(columns(type -> type.equals(ColumnType.FLOAT64)));
        BoundExpr.Col filter = oneOf(columns(type -> TypeRules.isNumeric(type) || type.kind() == Kind.TIMESTAMP));
        ScanSpec scan = ScanSpec.ALL.withFilter(
                random.nextInt(4) == 0
                        ? null
                        : new BoundExpr.Compare(oneOf(List.of(CompareOp.values())), filter, literal(filter.type())));
        List<Aggregate> aggregates = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            aggregates.add(
                    switch (random.nextInt(7)) {
                        case 0 -> Aggregate.countAll();
                        case 1 -> Aggregate.of(AggregateKind.COUNT, value);
                        case 2 -> Aggregate.of(AggregateKind.MEAN, value);
                        case 3 -> Aggregate.of(random.nextBoolean() ? AggregateKind.MIN : AggregateKind.MAX, value);
                        case 4 -> Aggregate.weighted(AggregateKind.VWAP, value, quantity());
                        default -> Aggregate.of(AggregateKind.SUM, value);
                    });
        }
        List<BoundExpr> keys = schema.hasKey() && random.nextBoolean() ? List.of(col(schema.column("sym"))) : List.of();
        return new AggregatePlan(scan, keys, aggregates);
    }

    TopPlan topPlan() {
        ProjectPlan rows = projectPlan();
        List<TopPlan.Key> keys = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            BoundExpr key = switch (random.nextInt(5)) {
                case 0 -> number(2);
                case 1 -> condition(1);
                case 2 -> oneOf(columns(type -> true));
                default -> oneOf(columns(TypeRules::isNumeric));
            };
            keys.add(new TopPlan.Key(key, random.nextBoolean()));
        }
        long[] most = {0, 1, random.nextLong(2, 20), random.nextLong(20, 300), 5_000};
        return new TopPlan(rows.scan(), rows.columns(), keys, most[random.nextInt(most.length)]);
    }

    ProjectPlan projectPlan() {
        List<BoundExpr> columns = new ArrayList<>();
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            columns.add(
                    switch (random.nextInt(4)) {
                        case 0 -> number(2);
                        case 1 -> condition(1);
                        default -> oneOf(columns(type -> true));
                    });
        }
        return new ProjectPlan(scan(), columns, random.nextInt(3) == 0 ? random.nextLong(0, 3000) : -1);
    }
}
