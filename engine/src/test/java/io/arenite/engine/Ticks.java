package io.arenite.engine;

import io.arenite.engine.expr.Aggregate;
import io.arenite.engine.expr.AggregateKind;
import io.arenite.engine.expr.AggregatePlan;
import io.arenite.engine.expr.ArithmeticOp;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.CompareOp;
import io.arenite.engine.expr.ScanSpec;
import io.arenite.engine.frame.Frame;
import io.arenite.partitions.Appender;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import io.arenite.partitions.Storage;
import io.arenite.partitions.TableSnapshot;
import io.arenite.partitions.TableStore;
import java.util.List;

/// A table (ts, sym, px float64, qty int64, fee decimal64(2)) with an engine, and short names for plans over it.
final class Ticks implements AutoCloseable {
    static final BoundExpr.Col SYM = new BoundExpr.Col(1, ColumnType.SYMBOL);
    static final BoundExpr.Col PX = new BoundExpr.Col(2, ColumnType.FLOAT64);
    static final BoundExpr.Col QTY = new BoundExpr.Col(3, ColumnType.INT64);
    static final BoundExpr.Col FEE = new BoundExpr.Col(4, ColumnType.decimal64(2));

    final Storage storage = Storage.inMemory();
    final TableStore table = storage.createTable(
            "ticks",
            Schema.builder()
                    .timestamp("ts")
                    .symbol("sym")
                    .float64("px")
                    .int64("qty")
                    .decimal64("fee", 2)
                    .key("sym")
                    .build(),
            PartitionBy.HOUR);
    final Engine engine;

    Ticks(EngineOptions options) {
        engine = new Engine(storage.pool(), options);
    }

    static Ticks create() {
        return new Ticks(EngineOptions.defaults().withThreads(1).withLoops(LoopTier.BATCH));
    }

    /// Null boxes are nulls.
    Ticks add(long ts, String sym, Double px, Long qty, Long fee) {
        try (Appender rows = table.appender()) {
            var row = rows.at(ts).symbol(sym);
            row = px == null ? row.nul() : row.float64(px);
            row = qty == null ? row.nul() : row.int64(qty);
            row = fee == null ? row.nul() : row.decimal((long) fee);
            row.append();
            rows.commit();
        }
        return this;
    }

    /// Rows 0, 1, 2 ... of one symbol: px and qty are the row's number.
    Ticks addRising(String sym, int rows) {
        try (Appender appender = table.appender()) {
            for (int i = 0; i < rows; i++) {
                appender.at(i).symbol(sym).float64(i).int64(i).decimal(1L).append();
            }
            appender.commit();
        }
        return this;
    }

    Frame query(ScanSpec scan, Aggregate... aggregates) {
        return query(new AggregatePlan(scan, List.of(), List.of(aggregates)), null);
    }

    Frame query(AggregatePlan plan, Trace trace) {
        try (TableSnapshot snapshot = table.snapshot()) {
            return engine.execute(snapshot, plan, QueryContext.unlimited(), trace);
        }
    }

    static Aggregate sum(BoundExpr argument) {
        return Aggregate.of(AggregateKind.SUM, argument);
    }

    static ScanSpec where(BoundExpr filter) {
        return ScanSpec.ALL.withFilter(filter);
    }

    static BoundExpr compare(BoundExpr left, CompareOp op, double right) {
        return new BoundExpr.Compare(op, left, new BoundExpr.Lit(right, ColumnType.FLOAT64));
    }

    static BoundExpr times(BoundExpr left, BoundExpr right) {
        return BoundExpr.arithmetic(ArithmeticOp.MULTIPLY, left, right);
    }

    @Override
    public void close() {
        engine.close();
        storage.close();
    }
}
