package io.arenite.engine.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.arenite.arena.LeakCheck;
import io.arenite.engine.Engine;
import io.arenite.engine.EngineOptions;
import io.arenite.engine.LoopTier;
import io.arenite.engine.NumericException;
import io.arenite.engine.QueryContext;
import io.arenite.engine.Trace;
import io.arenite.engine.expr.Aggregate;
import io.arenite.engine.expr.AggregateKind;
import io.arenite.engine.expr.AggregatePlan;
import io.arenite.engine.expr.ArithmeticOp;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.CompareOp;
import io.arenite.engine.expr.ScanSpec;
import io.arenite.engine.kernel.Batch;
import io.arenite.partitions.Appender;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import io.arenite.partitions.Storage;
import io.arenite.partitions.TableSnapshot;
import io.arenite.partitions.TableStore;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Generated loops take over block by block, give back what they cannot compute, and say which tier ran.
class GeneratedBlockLoopTest {
    private static final BoundExpr.Col PX = new BoundExpr.Col(1, ColumnType.FLOAT64);
    private static final BoundExpr.Col QTY = new BoundExpr.Col(2, ColumnType.INT64);

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    private static BoundExpr above(double limit) {
        return new BoundExpr.Or(List.of(
                new BoundExpr.Compare(CompareOp.GT, PX, new BoundExpr.Lit(limit, ColumnType.FLOAT64)),
                new BoundExpr.Compare(CompareOp.LT, QTY, new BoundExpr.Lit((long) limit, ColumnType.INT64))));
    }

    private static AggregatePlan vwap(double limit) {
        return new AggregatePlan(
                ScanSpec.ALL.withFilter(above(limit)),
                List.of(),
                List.of(Aggregate.weighted(AggregateKind.VWAP, PX, QTY), Aggregate.of(AggregateKind.MIN, PX)));
    }

    private static TableStore table(Storage storage, int rows, long factor) {
        Schema schema =
                Schema.builder().timestamp("ts").float64("px").int64("qty").build();
        TableStore table = storage.createTable("t", schema, PartitionBy.NONE);
        try (Appender appender = table.appender()) {
            for (int i = 0; i < rows; i++) {
                appender.at(i).float64(1 + i % 97).int64(factor * (i % 1_009)).append();
            }
            appender.commit();
        }
        return table;
    }

    @Test
    void constantsAreNoPartOfTheShape() {
        try (var storage = Storage.inMemory()) {
            Schema schema = table(storage, 1, 1).schema();
            LoweredLoop one = lower(vwap(10), schema);
            LoweredLoop other = lower(vwap(50), schema);
            assertThat(one.shape()).isEqualTo(other.shape());
            assertThat(one.parameters()).isNotEqualTo(other.parameters());
        }
    }

    private static LoweredLoop lower(AggregatePlan plan, Schema schema) {
        return LoopLowering.lower(CompiledAggregate.compile(plan, schema), -1, column -> false);
    }

    @Test
    void takesOverInMidRunWithTheSameBits() {
        try (var storage = Storage.inMemory();
                var scratch = new Scratch(storage.pool())) {
            TableStore table = table(storage, 3 * Batch.BLOCK_ROWS - 17, 1);
            // A shape that no other test asks for.
            var plan = new AggregatePlan(
                    ScanSpec.ALL.withFilter(above(20)),
                    List.of(),
                    List.of(
                            Aggregate.weighted(AggregateKind.VWAP, QTY, PX),
                            Aggregate.of(AggregateKind.MAX, PX),
                            Aggregate.of(AggregateKind.MEAN, QTY)));
            CompiledAggregate compiled = CompiledAggregate.compile(plan, table.schema());
            try (Scratch.Held held = scratch.take(compiled.program().scratchBytes());
                    TableSnapshot snapshot = table.snapshot();
                    var input = PartitionInput.open(
                            snapshot, 0, compiled.program().columns(), compiled.schemaColumns(), null)) {
                BatchState state =
                        BatchState.create(held.segment(), compiled.program().registers());
                compiled.program().prologue().forEach(step -> step.run(state));
                BlockLoop batches = BlockLoops.choose(compiled, state, LoopTier.BATCH);
                BlockLoop loop = BlockLoops.choose(compiled, state, LoopTier.AUTO);
                for (int block = 0; block < 3; block++) {
                    if (block == 1) {
                        assertThat(loop.name()).isEqualTo("batches");
                        compiled.generated().variant(compiled).ticket().require();
                    }
                    long from = (long) block * Batch.BLOCK_ROWS;
                    long to = Math.min(from + Batch.BLOCK_ROWS, input.view.rowCount());
                    assertThat(partial(loop, input, from, to, compiled))
                            .isEqualTo(partial(batches, input, from, to, compiled));
                }
                assertThat(loop.name()).isEqualTo("generated loop, batches");
            }
        }
    }

    private static long[] partial(BlockLoop loop, PartitionInput input, long from, long to, CompiledAggregate plan) {
        var slots = new long[plan.width()];
        loop.run(input, from, to, slots, 0);
        return slots;
    }

    @Test
    void lanesHoldAWholeBlockOfTheLargestNumbers() {
        var mean = new AggregatePlan(ScanSpec.ALL, List.of(), List.of(Aggregate.of(AggregateKind.MEAN, QTY)));
        var dot = new AggregatePlan(ScanSpec.ALL, List.of(), List.of(Aggregate.weighted(AggregateKind.DOT, QTY, QTY)));
        // at any vector width: bin/test -Darenite.testFlags=-XX:MaxVectorSize=16
        for (long value : new long[] {-(1L << 51), (1L << 51) - 1}) {
            assertSumsOfOneValue(mean, value);
        }
        for (long value : new long[] {-(1L << 25), (1L << 25) - 1, -(1L << 26)}) {
            assertSumsOfOneValue(dot, value);
        }
    }

    private static void assertSumsOfOneValue(AggregatePlan plan, long value) {
        try (var storage = Storage.inMemory();
                var scratch = new Scratch(storage.pool())) {
            TableStore table = table(storage, 0, 0);
            try (Appender appender = table.appender()) {
                for (int i = 0; i < Batch.BLOCK_ROWS; i++) {
                    appender.at(i).float64(1).int64(value).append();
                }
                appender.commit();
            }
            CompiledAggregate compiled = CompiledAggregate.compile(plan, table.schema());
            try (Scratch.Held held = scratch.take(compiled.program().scratchBytes());
                    TableSnapshot snapshot = table.snapshot();
                    var input = PartitionInput.open(
                            snapshot, 0, compiled.program().columns(), compiled.schemaColumns(), null)) {
                BatchState state =
                        BatchState.create(held.segment(), compiled.program().registers());
                BlockLoop batches = BlockLoops.choose(compiled, state, LoopTier.BATCH);
                BlockLoop loop = BlockLoops.choose(compiled, state, LoopTier.GENERATED);
                assertThat(partial(loop, input, 0, Batch.BLOCK_ROWS, compiled))
                        .as("value=%d", value)
                        .isEqualTo(partial(batches, input, 0, Batch.BLOCK_ROWS, compiled));
            }
        }
    }

    @Test
    void givesBackBlocksOfLargeNumbers() {
        try (var storage = Storage.inMemory()) {
            // Beyond 51 bits, but no overflow.
            TableStore table = table(storage, 1_000, 1L << 45);
            assertThat(tier(storage, table, vwap(5), LoopTier.GENERATED)).isEqualTo("batches");
            assertThat(tier(storage, table, vwap(5), LoopTier.BATCH)).isEqualTo("batches");
        }
    }

    @Test
    void namesTheTierThatRan() {
        try (var storage = Storage.inMemory()) {
            TableStore table = table(storage, 1_000, 1);
            assertThat(tier(storage, table, vwap(5), LoopTier.GENERATED)).isEqualTo("generated loop");
            var ends = new AggregatePlan(
                    ScanSpec.ALL.withFilter(above(5)), List.of(), List.of(Aggregate.of(AggregateKind.FIRST, PX)));
            assertThat(tier(storage, table, ends, LoopTier.GENERATED)).isEqualTo("batches");
        }
    }

    private static String tier(Storage storage, TableStore table, AggregatePlan plan, LoopTier tier) {
        var trace = new Trace();
        run(storage, table, plan, tier, trace);
        return trace.tier();
    }

    private static void run(Storage storage, TableStore table, AggregatePlan plan, LoopTier tier, Trace trace) {
        EngineOptions options =
                EngineOptions.defaults().withThreads(1).withCacheBytes(0).withLoops(tier);
        try (var engine = new Engine(storage.pool(), options);
                TableSnapshot snapshot = table.snapshot()) {
            engine.execute(snapshot, plan, QueryContext.unlimited(), trace).close();
        }
    }

    @Test
    void overflowIsTheSameErrorInEveryTier() {
        try (var storage = Storage.inMemory()) {
            TableStore table = table(storage, 5_000, 1L << 40);
            BoundExpr square = BoundExpr.arithmetic(ArithmeticOp.MULTIPLY, QTY, QTY);
            var plan = new AggregatePlan(
                    ScanSpec.ALL.withFilter(above(5)), List.of(), List.of(Aggregate.of(AggregateKind.SUM, square)));
            List<String> messages = Arrays.stream(LoopTier.values())
                    .map(tier -> catchThrowable(() -> run(storage, table, plan, tier, null)))
                    .map(failure -> {
                        assertThat(failure).isInstanceOf(NumericException.class);
                        return failure.getMessage();
                    })
                    .distinct()
                    .toList();
            assertThat(messages).hasSize(1);
            assertThat(messages.getFirst()).startsWith("the value does not fit its type: expression=");
        }
    }
}
