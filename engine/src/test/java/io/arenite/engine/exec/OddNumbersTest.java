package io.arenite.engine.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.arena.LeakCheck;
import io.arenite.engine.Engine;
import io.arenite.engine.EngineOptions;
import io.arenite.engine.LoopTier;
import io.arenite.engine.NumericException;
import io.arenite.engine.QueryContext;
import io.arenite.engine.expr.Aggregate;
import io.arenite.engine.expr.AggregateKind;
import io.arenite.engine.expr.AggregatePlan;
import io.arenite.engine.expr.ArithmeticOp;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.CompareOp;
import io.arenite.engine.expr.ScanSpec;
import io.arenite.engine.frame.Frame;
import io.arenite.engine.kernel.Batch;
import io.arenite.partitions.Appender;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import io.arenite.partitions.Storage;
import io.arenite.partitions.TableSnapshot;
import io.arenite.partitions.TableStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Numbers at the ends of what generated loops compute with - NaN, infinities, zeros of both signs, integers about 2^51
/// and at the ends of their types - over whole blocks, odd heads and odd tails: the bits and the errors of the batch
/// tier.
class OddNumbersTest {
    private static final double[] REALS = {
        Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, 0.0, 1e300, -1e300, Double.MIN_VALUE, 7.5
    };
    private static final int ROWS = Batch.BLOCK_ROWS + 77;

    private static final BoundExpr.Col REAL = new BoundExpr.Col(1, ColumnType.FLOAT64);
    private static final BoundExpr.Col LARGE = new BoundExpr.Col(2, ColumnType.INT64);
    private static final BoundExpr.Col INT32 = new BoundExpr.Col(3, ColumnType.INT32);
    private static final BoundExpr.Col UINT8 = new BoundExpr.Col(4, ColumnType.UINT8);
    private static final BoundExpr.Col INT16 = new BoundExpr.Col(5, ColumnType.INT16);
    private static final BoundExpr.Col FLAG = new BoundExpr.Col(6, ColumnType.BOOL);

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    @Test
    void everyTierGivesTheSame() {
        long edge = 1L << 51;
        for (double[] reals : List.of(new double[] {-0.0, 0.0}, new double[] {Double.NaN}, new double[] {1, -2})) {
            check(reals, 1, true);
            check(reals, 1, false);
        }
        for (long large : new long[] {1, edge - 1, edge, -edge, -edge - 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            check(REALS, large, large == edge);
        }
    }

    private static void check(double[] reals, long large, boolean nulls) {
        try (var storage = Storage.inMemory()) {
            TableStore table = table(storage, reals, large, nulls);
            for (AggregatePlan plan : plans()) {
                String batches = answer(storage, table, plan, LoopTier.BATCH);
                assertThat(answer(storage, table, plan, LoopTier.GENERATED))
                        .as("reals=%s, large=%d, nulls=%s, plan=%s", List.of(reals), large, nulls, plan)
                        .isEqualTo(batches);
            }
        }
    }

    private static TableStore table(Storage storage, double[] reals, long large, boolean nulls) {
        Schema schema = Schema.builder()
                .timestamp("ts")
                .float64("real")
                .int64("large")
                .column("int32", ColumnType.INT32)
                .column("uint8", ColumnType.UINT8)
                .column("int16", ColumnType.INT16)
                .column("flag", ColumnType.BOOL)
                .build();
        TableStore table = storage.createTable("t", schema, PartitionBy.NONE);
        int[] ints = {Integer.MIN_VALUE, Integer.MAX_VALUE, 0, -1};
        try (Appender rows = table.appender()) {
            for (int i = 0; i < ROWS; i++) {
                var row = rows.at(i);
                row = nulls && i % 5 == 0 ? row.nul() : row.float64(reals[i % reals.length]);
                row = nulls && i % 7 == 0 ? row.nul() : row.int64(i % 3 == 0 ? large : i % 11);
                row.int64(ints[i % 4]).int64(i % 256).int64(i % 65_536 - 32_768).bool(i % 3 == 0);
                row.append();
            }
            rows.commit();
        }
        return table;
    }

    private static List<AggregatePlan> plans() {
        BoundExpr either = new BoundExpr.Or(List.of(
                new BoundExpr.Not(new BoundExpr.Compare(CompareOp.GT, REAL, real(0))),
                new BoundExpr.And(List.of(
                        FLAG, new BoundExpr.Compare(CompareOp.NE, INT32, new BoundExpr.Lit(0L, ColumnType.INT64)))),
                new BoundExpr.IsNull(LARGE)));
        List<List<Aggregate>> aggregates = List.of(
                List.of(one(AggregateKind.MIN, REAL), one(AggregateKind.MAX, REAL), one(AggregateKind.SUM, REAL)),
                List.of(one(AggregateKind.SUM, LARGE), one(AggregateKind.MIN, LARGE), one(AggregateKind.MAX, LARGE)),
                List.of(
                        Aggregate.weighted(AggregateKind.VWAP, REAL, LARGE),
                        Aggregate.weighted(AggregateKind.DOT, INT32, INT16)),
                List.of(one(AggregateKind.SUM, sum(LARGE, INT32)), one(AggregateKind.MEAN, UINT8)),
                List.of(one(AggregateKind.SUM, new BoundExpr.Cast(REAL, ColumnType.FLOAT32)), Aggregate.countAll()),
                List.of(one(AggregateKind.SUM, new BoundExpr.Cast(LARGE, ColumnType.INT32))),
                List.of(one(AggregateKind.SUM, BoundExpr.abs(LARGE)), one(AggregateKind.SUM, FLAG)),
                List.of(one(AggregateKind.MAX, INT16), one(AggregateKind.MIN, UINT8), one(AggregateKind.COUNT, REAL)));
        List<AggregatePlan> plans = new ArrayList<>();
        for (List<Aggregate> group : aggregates) {
            plans.add(new AggregatePlan(ScanSpec.ALL, List.of(), group));
            plans.add(new AggregatePlan(ScanSpec.ALL.withFilter(either), List.of(), group));
            plans.add(new AggregatePlan(
                    ScanSpec.ALL.withFilter(either).withTimeRange(13, Batch.BLOCK_ROWS + 5), List.of(), group));
        }
        return plans;
    }

    private static Aggregate one(AggregateKind kind, BoundExpr argument) {
        return Aggregate.of(kind, argument);
    }

    private static BoundExpr sum(BoundExpr left, BoundExpr right) {
        return BoundExpr.arithmetic(ArithmeticOp.ADD, left, right);
    }

    private static BoundExpr.Lit real(double value) {
        return new BoundExpr.Lit(value, ColumnType.FLOAT64);
    }

    /// The bits of each number, or the error's text.
    private static String answer(Storage storage, TableStore table, AggregatePlan plan, LoopTier tier) {
        EngineOptions options = EngineOptions.defaults()
                .withThreads(1)
                .withCacheBytes(0)
                .withPruning(false)
                .withLoops(tier);
        try (var engine = new Engine(storage.pool(), options);
                TableSnapshot snapshot = table.snapshot();
                Frame frame = engine.execute(snapshot, plan, QueryContext.unlimited(), null)) {
            List<String> cells = new ArrayList<>();
            frame.columns().forEach(column -> {
                boolean isFloat = column.type().isFloat();
                cells.add(
                        column.isNull(0)
                                ? "null"
                                : isFloat
                                        ? Long.toHexString(Double.doubleToRawLongBits(column.getDouble(0)))
                                        : Long.toString(column.getLong(0)));
            });
            return cells.toString();
        } catch (NumericException e) {
            return e.getMessage();
        }
    }
}
