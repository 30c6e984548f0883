package io.arenite.bench.ingest;

import io.arenite.partitions.Appender;
import io.arenite.partitions.ColumnBatch;
import io.arenite.partitions.ColumnView;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.PartitionView;
import io.arenite.partitions.Storage;
import io.arenite.partitions.TableSnapshot;
import io.arenite.partitions.TableStore;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Rows per second into one table by one thread: 500 symbols, (ts, sym, float64, int64), a commit each 10,000 rows or
/// each batch of 65,536, in order or with 10 % late rows. Eight snapshots, each with a view, are out all the time.
///
/// Each iteration has a table of its own and ends with a check of its row count and the sum of a column.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@OperationsPerInvocation(Ticks.ROWS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class AppendBenchmark {
    private static final int ROWS_PER_COMMIT = 10_000;
    private static final int BATCH_ROWS = 1 << 16;
    private static final int VIEWS_OUT = 8;

    @Param({"0", "10"})
    public int latePercent;

    private Ticks ticks;
    private Storage db;
    private TableStore table;
    private Appender rows;
    private long rounds;
    private final ArrayDeque<TableSnapshot> snapshots = new ArrayDeque<>();
    private final ArrayDeque<PartitionView> views = new ArrayDeque<>();
    private ColumnBatch codeBatch;
    private ColumnBatch textBatch;
    private final long[] timesNs = new long[BATCH_ROWS];
    private final double[] prices = new double[BATCH_ROWS];
    private final long[] sizes = new long[BATCH_ROWS];
    private final int[] codes = new int[BATCH_ROWS];
    private final String[] symbols = new String[BATCH_ROWS];

    @Setup(Level.Trial)
    public void makeTicks() {
        ticks = new Ticks(latePercent);
    }

    @Setup(Level.Iteration)
    public void open() {
        db = Storage.inMemory();
        table = db.createTable("trades", Ticks.SCHEMA, PartitionBy.DAY);
        for (int i = 0; i < Ticks.SYMBOLS; i++) {
            db.symbols().intern("SYM" + i);
        }
        rows = table.appender();
        rounds = 0;
        codeBatch = batch().symbolCodes("sym", codes);
        textBatch = batch().symbols("sym", symbols);
    }

    @TearDown(Level.Iteration)
    public void checkAndClose() {
        rows.close();
        views.forEach(PartitionView::close);
        views.clear();
        snapshots.forEach(TableSnapshot::close);
        snapshots.clear();
        try (TableSnapshot snapshot = table.snapshot();
                ColumnView column = snapshot.column("size")) {
            long sum = 0;
            for (long row = 0; row < column.length(); row++) {
                sum += column.getLong(row);
            }
            if (column.length() != rounds * Ticks.ROWS || sum != rounds * ticks.sumOfSizes) {
                throw new AssertionError("rows lost: rows=" + column.length() + ", appended=" + rounds * Ticks.ROWS
                        + ", sum=" + sum + ", appended sum=" + rounds * ticks.sumOfSizes);
            }
        }
        db.close();
    }

    @Benchmark
    public long byRow() {
        long startNs = rounds++ * Ticks.ROWS * Ticks.STEP_NS;
        for (int row = 0; row < Ticks.ROWS; row++) {
            rows.at(startNs + ticks.timesNs[row])
                    .symbol(ticks.symbols[row])
                    .float64(ticks.prices[row])
                    .int64(ticks.sizes[row])
                    .append();
            if (row % ROWS_PER_COMMIT == 0) {
                commit();
            }
        }
        return rows.commit();
    }

    @Benchmark
    public long bulkByCode() {
        return bulk(codeBatch);
    }

    @Benchmark
    public long bulkByText() {
        return bulk(textBatch);
    }

    private long bulk(ColumnBatch batch) {
        long startNs = rounds++ * Ticks.ROWS * Ticks.STEP_NS;
        for (int from = 0; from < Ticks.ROWS; from += BATCH_ROWS) {
            for (int row = 0; row < BATCH_ROWS; row++) {
                timesNs[row] = startNs + ticks.timesNs[from + row];
            }
            System.arraycopy(ticks.prices, from, prices, 0, BATCH_ROWS);
            System.arraycopy(ticks.sizes, from, sizes, 0, BATCH_ROWS);
            System.arraycopy(ticks.symbolNumbers, from, codes, 0, BATCH_ROWS);
            System.arraycopy(ticks.symbols, from, symbols, 0, BATCH_ROWS);
            rows.append(batch);
            commit();
        }
        return table.commitNumber();
    }

    private void commit() {
        rows.commit();
        if (snapshots.size() == VIEWS_OUT) {
            views.remove().close();
            snapshots.remove().close();
        }
        TableSnapshot snapshot = table.snapshot();
        snapshots.add(snapshot);
        views.add(snapshot.open((int) (table.commitNumber() % snapshot.partitionCount())));
    }

    private ColumnBatch batch() {
        return ColumnBatch.of(Ticks.SCHEMA, BATCH_ROWS)
                .longs("ts", timesNs)
                .doubles("price", prices)
                .longs("size", sizes);
    }
}
