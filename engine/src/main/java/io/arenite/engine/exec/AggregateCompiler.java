package io.arenite.engine.exec;

import io.arenite.engine.expr.Aggregate;
import io.arenite.engine.expr.AggregateKind;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.partitions.ColumnType;

/// Chooses the [Aggregation] of an aggregate by the types of its arguments, and compiles the arguments.
final class AggregateCompiler {
    private final Program.Builder program;
    private final ExprCompiler compiler;
    private final ColumnNames names;

    AggregateCompiler(Program.Builder program, ColumnNames names) {
        this.program = program;
        this.compiler = program.compiler;
        this.names = names;
    }

    Aggregation compile(Aggregate aggregate) {
        BoundExpr argument = aggregate.argument();
        boolean max = aggregate.kind() == AggregateKind.MAX;
        return switch (aggregate.kind()) {
            case COUNT_ALL -> new CountAggregation(0);
            case COUNT -> new CountAggregation(program.mask(compiler.value(argument)));
            case SUM -> sum(aggregate, false);
            case MEAN -> sum(aggregate, true);
            case DOT -> dot(aggregate);
            case MIN, MAX -> {
                int register = compiler.value(argument);
                yield new ExtremeAggregation(
                        program.mask(register),
                        register,
                        argument.type().isFloat(),
                        argument.type().equals(ColumnType.UINT64),
                        max);
            }
            case FIRST -> end(argument, false);
            case LAST -> end(argument, true);
            case VARIANCE -> moments(aggregate, false);
            case STDDEV -> moments(aggregate, true);
            case VWAP -> vwap(aggregate);
        };
    }

    private EndAggregation end(BoundExpr argument, boolean last) {
        return new EndAggregation(0, compiler.value(argument), RegisterKind.of(argument.type()), last);
    }

    private Aggregation sum(Aggregate aggregate, boolean mean) {
        BoundExpr argument = aggregate.argument();
        ColumnType type = argument.type();
        if (type.isFloat()) {
            int register = compiler.value(argument);
            return new DoubleSumAggregation(program.mask(register), register, -1, false, mean);
        }
        boolean unsigned = type.equals(ColumnType.UINT64);
        int register = unsigned ? compiler.value(argument) : compiler.asLong(argument, type.scale());
        return new LongSumAggregation(
                program.mask(register),
                register,
                -1,
                unsigned,
                mean ? type.scale() : -1,
                aggregate.type(),
                ExprText.of(aggregate, names));
    }

    private Aggregation dot(Aggregate aggregate) {
        BoundExpr left = aggregate.argument();
        BoundExpr right = aggregate.weight();
        if (!aggregate.type().isFloat()) {
            int l = compiler.asLong(left, left.type().scale());
            int r = compiler.asLong(right, right.type().scale());
            return new LongSumAggregation(
                    program.mask(l, r), l, r, false, -1, aggregate.type(), ExprText.of(aggregate, names));
        }
        int l = compiler.asDouble(left);
        boolean longRight = right.type().isInteger();
        int r = longRight ? compiler.asLong(right, 0) : compiler.asDouble(right);
        return new DoubleSumAggregation(program.mask(l, r), l, r, longRight, false);
    }

    private MomentsAggregation moments(Aggregate aggregate, boolean squareRoot) {
        int register = compiler.asDouble(aggregate.argument());
        int distance = compiler.newRegister();
        compiler.needsScratch();
        return new MomentsAggregation(program.mask(register), register, distance, aggregate.ddof(), squareRoot);
    }

    private VwapAggregation vwap(Aggregate aggregate) {
        BoundExpr price = aggregate.argument();
        BoundExpr weight = aggregate.weight();
        boolean exact = !price.type().isFloat() && !weight.type().isFloat();
        boolean longWeight = !weight.type().isFloat();
        int p = exact ? compiler.asLong(price, price.type().scale()) : compiler.asDouble(price);
        int w = longWeight ? compiler.asLong(weight, weight.type().scale()) : compiler.value(weight);
        return new VwapAggregation(
                program.mask(p, w), p, w, exact, longWeight, price.type().scale(), ExprText.of(aggregate, names));
    }
}
