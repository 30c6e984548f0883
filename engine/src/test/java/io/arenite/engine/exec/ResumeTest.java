package io.arenite.engine.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.arena.LeakCheck;
import io.arenite.engine.LoopTier;
import io.arenite.engine.expr.Aggregate;
import io.arenite.engine.expr.AggregateKind;
import io.arenite.engine.expr.AggregatePlan;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.CompareOp;
import io.arenite.engine.expr.ScanSpec;
import io.arenite.engine.kernel.Batch;
import io.arenite.partitions.Appender;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.MainRows;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.PartitionExtent;
import io.arenite.partitions.Schema;
import io.arenite.partitions.Storage;
import io.arenite.partitions.TableSnapshot;
import io.arenite.partitions.TableStore;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A block that is resumed piece by piece has, after each piece, the partial of one run over all rows so far.
class ResumeTest {
    private static final BoundExpr.Col PX = new BoundExpr.Col(1, ColumnType.FLOAT64);
    private static final BoundExpr.Col QTY = new BoundExpr.Col(2, ColumnType.INT64);
    private static final BoundExpr.Col GAPS = new BoundExpr.Col(3, ColumnType.FLOAT64);
    private static final BoundExpr.Col SMALL = new BoundExpr.Col(4, ColumnType.INT32);
    private static final BoundExpr RISING =
            new BoundExpr.Compare(CompareOp.GT, PX, new BoundExpr.Lit(0.25, ColumnType.FLOAT64));

    private final long seed = Long.getLong("arenite.seed", System.nanoTime());
    private final SplittableRandom random = new SplittableRandom(seed);
    private int fewRows;

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    @Test
    void piecesGiveTheBitsOfTheWhole() {
        System.out.println("resume test: seed=" + seed);
        try (var storage = Storage.inMemory();
                var scratch = new Scratch(storage.pool())) {
            TableStore table = table(storage);
            for (AggregatePlan plan : plans()) {
                CompiledAggregate compiled = CompiledAggregate.compile(plan, table.schema());
                try (Scratch.Held held = scratch.take(compiled.program().scratchBytes());
                        TableSnapshot snapshot = table.snapshot();
                        MainRows main = snapshot.mainRows();
                        var input = PartitionInput.open(
                                snapshot, 0, compiled.program().columns(), compiled.schemaColumns(), null)) {
                    BatchState state =
                            BatchState.create(held.segment(), compiled.program().registers());
                    compiled.program().prologue().forEach(step -> step.run(state));
                    BlockLoop batches = BlockLoops.choose(compiled, state, LoopTier.BATCH);
                    BlockLoop generated = BlockLoops.choose(compiled, state, LoopTier.GENERATED);
                    assertThat(batches.isResumable() && generated.isResumable()).isTrue();
                    main.look(0, new PartitionExtent());
                    main.pin();
                    for (int block = 0; block < 3; block++) {
                        check(compiled, batches, generated, input, main, block);
                    }
                }
            }
            assertThat(fewRows).as("pieces of a few rows, seed=%d", seed).isPositive();
        }
    }

    /// Each piece goes on in another tier than the one before, or the same.
    private void check(
            CompiledAggregate compiled,
            BlockLoop batches,
            BlockLoop generated,
            PartitionInput input,
            MainRows main,
            int block) {
        long start = (long) block * Batch.BLOCK_ROWS;
        long end = Math.min(start + Batch.BLOCK_ROWS, input.view.rowCount());
        var resumed = new long[compiled.stateWidth() + 1];
        FewRows few = FewRows.of(compiled, -1);
        for (long from = start, to; from < end; from = to) {
            to = Math.min(end, from + 1 + random.nextInt(random.nextBoolean() ? 70 : 9_000));
            var whole = new long[compiled.width() + 1];
            var pieces = new long[compiled.width() + 1];
            batches.run(input, start, to, whole, 1);
            if (few != null && to - from <= FewRows.MOST && input.isPlain(to) && random.nextBoolean()) {
                few.add(main, from, to, resumed, 1, pieces, 1);
                fewRows++;
            } else {
                (random.nextBoolean() ? batches : generated).resume(input, from, to, resumed, 1, pieces, 1);
            }
            assertThat(pieces)
                    .as("seed=%d, plan=%s, block=%d, from=%d, to=%d", seed, compiled.plan(), block, from, to)
                    .isEqualTo(whole);
        }
    }

    private static List<AggregatePlan> plans() {
        var sums = List.of(Aggregate.countAll(), one(AggregateKind.SUM, PX), one(AggregateKind.MEAN, PX));
        var few = List.of(
                Aggregate.countAll(),
                one(AggregateKind.SUM, PX),
                one(AggregateKind.MEAN, PX),
                one(AggregateKind.SUM, QTY),
                Aggregate.weighted(AggregateKind.VWAP, PX, QTY),
                Aggregate.weighted(AggregateKind.VWAP, PX, PX));
        var exact = List.of(
                one(AggregateKind.SUM, QTY),
                one(AggregateKind.MEAN, QTY),
                one(AggregateKind.MIN, QTY),
                one(AggregateKind.MAX, PX),
                one(AggregateKind.SUM, SMALL));
        var ends =
                List.of(one(AggregateKind.FIRST, GAPS), one(AggregateKind.LAST, GAPS), one(AggregateKind.COUNT, GAPS));
        var products = List.of(
                Aggregate.weighted(AggregateKind.VWAP, PX, QTY),
                Aggregate.weighted(AggregateKind.VWAP, QTY, SMALL),
                Aggregate.weighted(AggregateKind.VWAP, PX, GAPS),
                Aggregate.weighted(AggregateKind.DOT, PX, GAPS),
                Aggregate.weighted(AggregateKind.DOT, QTY, SMALL));
        var narrow = List.of(
                Aggregate.weighted(AggregateKind.VWAP, PX, SMALL),
                Aggregate.weighted(AggregateKind.VWAP, PX, GAPS),
                one(AggregateKind.SUM, SMALL),
                one(AggregateKind.MIN, SMALL),
                one(AggregateKind.MAX, PX),
                one(AggregateKind.MEAN, PX));
        return List.of(sums, few, exact, ends, products, narrow).stream()
                .flatMap(aggregates -> java.util.stream.Stream.of(
                        new AggregatePlan(ScanSpec.ALL, List.of(), aggregates),
                        new AggregatePlan(ScanSpec.ALL.withFilter(RISING), List.of(), aggregates)))
                .toList();
    }

    private static Aggregate one(AggregateKind kind, BoundExpr argument) {
        return Aggregate.of(kind, argument);
    }

    /// A little more than two blocks; nulls in one column, late rows in the third block.
    private TableStore table(Storage storage) {
        Schema schema = Schema.builder()
                .timestamp("ts")
                .float64("px")
                .int64("qty")
                .float64("gaps")
                .int32("small")
                .build();
        TableStore table = storage.createTable("t", schema, PartitionBy.NONE);
        try (Appender rows = table.appender()) {
            for (int i = 0; i < 150_000; i++) {
                add(rows, i);
            }
            rows.commit();
            for (int i = 0; i < 50; i++) {
                add(rows, 2 * Batch.BLOCK_ROWS + random.nextInt(15_000));
            }
            rows.commit();
        }
        return table;
    }

    private void add(Appender rows, long ts) {
        double px = random.nextInt(500) == 0 ? Double.NaN : random.nextDouble();
        var row = rows.at(ts).float64(px).int64(random.nextLong());
        row = random.nextInt(10) == 0 ? row.nul() : row.float64(random.nextGaussian());
        row.int32(random.nextInt()).append();
    }
}
