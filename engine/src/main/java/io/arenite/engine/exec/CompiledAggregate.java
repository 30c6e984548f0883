package io.arenite.engine.exec;

import io.arenite.engine.expr.Aggregate;
import io.arenite.engine.expr.AggregateKind;
import io.arenite.engine.expr.AggregatePlan;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// An [AggregatePlan] ready to run on any snapshot of tables with its schema.
///
/// @param offsets where each aggregation's slots begin in a partial
/// @param width slots of a partial
/// @param stateOffsets where each aggregation's slots begin in the state of a block that can be resumed
/// @param stateWidth slots of that state
/// @param passes over each block
/// @param rowCountSlot where a partial without hashed keys counts its rows, which decides whether its group exists; -1:
///     without group keys, or where the grouped loop sees to it
/// @param ends the plan as look-ups at the ends of partitions, or null
/// @param keyRegisters of the group keys; [#PARTITION_KEY] for the partition key, which costs nothing
/// @param generated its generated loops
record CompiledAggregate(
        AggregatePlan plan,
        Program program,
        Aggregation[] aggregations,
        int[] offsets,
        int width,
        int[] stateOffsets,
        int stateWidth,
        int passes,
        int rowCountSlot,
        PartitionEnds ends,
        int[] keyRegisters,
        List<String> names,
        int schemaColumns,
        GeneratedPlan generated) {
    static final int PARTITION_KEY = -1;

    static CompiledAggregate compile(AggregatePlan plan, Schema schema) {
        ColumnNames columnNames = ColumnNames.of(schema);
        var program =
                new Program.Builder(columnNames, schema.keyIndex(), plan.scan().filter());
        List<String> names = new ArrayList<>();
        var keyRegisters = new int[plan.groupBy().size()];
        for (int i = 0; i < keyRegisters.length; i++) {
            BoundExpr key = plan.groupBy().get(i);
            boolean free = key instanceof BoundExpr.Col column && column.column() == schema.keyIndex();
            keyRegisters[i] = free ? PARTITION_KEY : program.compiler.value(key);
            names.add(ExprText.of(key, columnNames));
        }
        var compiler = new AggregateCompiler(program, columnNames);
        var aggregations = new Aggregation[plan.aggregates().size()];
        var offsets = new int[aggregations.length];
        int width = 0;
        int passes = 1;
        for (int i = 0; i < aggregations.length; i++) {
            Aggregate aggregate = plan.aggregates().get(i);
            aggregations[i] = compiler.compile(aggregate);
            offsets[i] = width;
            width += aggregations[i].slots();
            passes = Math.max(passes, aggregations[i].passes());
            names.add(ExprText.of(aggregate, columnNames));
        }
        int rowCountSlot = -1;
        if (keyRegisters.length > 0 && isFree(keyRegisters)) {
            aggregations = Arrays.copyOf(aggregations, aggregations.length + 1);
            aggregations[aggregations.length - 1] = new CountAggregation(0);
            offsets = Arrays.copyOf(offsets, aggregations.length);
            offsets[aggregations.length - 1] = width;
            rowCountSlot = width++;
        }
        var stateOffsets = new int[aggregations.length];
        int stateWidth = 0;
        for (int i = 0; i < aggregations.length; i++) {
            stateOffsets[i] = stateWidth;
            stateWidth += aggregations[i].stateSlots();
        }
        return new CompiledAggregate(
                plan,
                program.build(),
                aggregations,
                offsets,
                width,
                stateOffsets,
                stateWidth,
                passes,
                rowCountSlot,
                PartitionEnds.of(plan, schema),
                keyRegisters,
                List.copyOf(names),
                schema.columnCount(),
                new GeneratedPlan(schema.keyIndex()));
    }

    private static boolean isFree(int[] keyRegisters) {
        for (int register : keyRegisters) {
            if (register != PARTITION_KEY) {
                return false;
            }
        }
        return true;
    }

    /// How many groups a result may have: keys and partials of all of them lie in one array each.
    int mostGroups() {
        return GroupTable.most(Math.max(width, keyRegisters.length) + 1);
    }

    /// Whether rows have to be told apart inside a partition.
    boolean isHashed() {
        return keyRegisters.length > 0 && rowCountSlot < 0;
    }

    /// Whether a block can go on where it was left when rows are appended.
    boolean isResumable() {
        return passes == 1 && !isHashed();
    }

    /// Whether only rows are counted, and all of them: then the snapshot knows the answer.
    boolean countsAllRows() {
        if (isHashed() || program.conditions().length > 0) {
            return false;
        }
        for (Aggregate aggregate : plan.aggregates()) {
            if (aggregate.kind() != AggregateKind.COUNT_ALL) {
                return false;
            }
        }
        return true;
    }

    /// Types of the result's columns: keys, then aggregates.
    List<ColumnType> types() {
        List<ColumnType> types = new ArrayList<>();
        for (BoundExpr key : plan.groupBy()) {
            types.add(key.type());
        }
        for (Aggregate aggregate : plan.aggregates()) {
            types.add(aggregate.type());
        }
        return types;
    }

    /// Makes a partial that of no rows.
    void clear(long[] slots, int at) {
        Arrays.fill(slots, at, at + width, 0);
    }

    /// Joins a partial of later rows into one of earlier rows.
    void combine(long[] into, int at, long[] later, int laterAt) {
        for (int i = 0; i < aggregations.length; i++) {
            aggregations[i].combine(into, at + offsets[i], later, laterAt + offsets[i]);
        }
    }
}
