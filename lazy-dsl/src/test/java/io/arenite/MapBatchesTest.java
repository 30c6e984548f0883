package io.arenite;

import static io.arenite.Functions.col;
import static io.arenite.Functions.count;
import static io.arenite.Functions.lit;
import static io.arenite.Functions.mapBatches;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.arena.LeakCheck;
import io.arenite.engine.LoopTier;
import io.arenite.engine.NumericException;
import io.arenite.engine.expr.ForeignFunction;
import io.arenite.lazy.plan.QueryException;
import io.arenite.partitions.Appender;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A function that is called with the addresses of batches, as a step of queries; here one written in Java.
final class MapBatchesTest {
    private static final int ROWS = 200_000;
    private static final int SYMBOLS = 3;

    private final Arenite db = Arenite.inMemory(AreniteOptions.defaults().withWarmUp(false));
    private final Set<Thread> threads = new HashSet<>();
    private int calls;
    private long rowsSeen;
    private Table table;

    private record Function(String name, Consumer<Batch> body) implements ForeignFunction {
        @Override
        public void apply(Batch batch) {
            body.accept(batch);
        }
    }

    @BeforeEach
    void fill() {
        Schema schema = Schema.builder()
                .timestamp("ts")
                .symbol("sym")
                .key("sym")
                .float64("price")
                .int32("size")
                .bool("flag")
                .int64("gap")
                .build();
        table = db.createTable("t", schema, PartitionBy.NONE);
        fill(table);
    }

    private static void fill(Table table) {
        try (Appender rows = table.appender()) {
            for (int i = 0; i < ROWS; i++) {
                var row = rows.at(i)
                        .symbol("S" + i % SYMBOLS)
                        .float64(i / 2.0)
                        .int64(i % 1000)
                        .bool(i % 2 == 0);
                (i % 5 == 0 ? row.nul() : row.int64(i)).append();
            }
        }
    }

    @AfterEach
    void close() {
        db.close();
        LeakCheck.assertNoLeaks();
    }

    /// price * size, null where gap is.
    private final Function product = new Function("product", batch -> {
        calls++;
        rowsSeen += batch.rows();
        threads.add(Thread.currentThread());
        ForeignFunction.Values gap = batch.inputs().get(2);
        batch.output().validity().fill((byte) 0);
        for (int row = 0; row < batch.rows(); row++) {
            double price = batch.inputs().get(0).values().get(JAVA_DOUBLE_UNALIGNED, row * 8L);
            long size = batch.inputs().get(1).values().get(JAVA_LONG_UNALIGNED, row * 8L);
            batch.output().values().set(JAVA_DOUBLE_UNALIGNED, row * 8L, price * size);
            boolean present =
                    gap.validity() == null || (gap.validity().get(JAVA_BYTE, row >>> 3) >>> (row & 7) & 1) != 0;
            byte bits = batch.output().validity().get(JAVA_BYTE, row >>> 3);
            batch.output().validity().set(JAVA_BYTE, row >>> 3, (byte) (present ? bits | 1 << (row & 7) : bits));
        }
        batch.output().setHasNulls();
    });

    private Expr product() {
        return mapBatches(product, ColumnType.FLOAT64, col("price"), col("size"), col("gap"));
    }

    private static Double expected(int row) {
        return row % 5 == 0 ? null : row / 2.0 * (row % 1000);
    }

    @Test
    void givesRowsInTheirPlaces() {
        try (Result result =
                table.lazy().select(col("ts"), product().alias("p")).collect()) {
            assertThat(result.rowCount()).isEqualTo(ROWS);
            for (int i = 0; i < ROWS; i += 7) {
                Double value = expected((int) result.getLong("ts", i));
                assertThat(result.isNull("p", i)).isEqualTo(value == null);
                if (value != null) {
                    assertThat(result.getDouble("p", i)).isEqualTo(value);
                }
            }
        }
        assertThat(rowsSeen).isEqualTo(ROWS);
        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void aggregatesOverFilteredRowsGetOnlyThose() {
        double sum = 0;
        int rows = 0;
        for (int i = 0; i < ROWS; i++) {
            if (i % 2 == 0 && i % SYMBOLS == 1) {
                rows++;
                sum += expected(i) == null ? 0 : expected(i);
            }
        }
        try (Result result = table.lazy()
                .filter(col("flag").and(col("sym").eq("S1")))
                .select(product().sum().alias("sum"), count().alias("n"))
                .collect()) {
            assertThat(result.getDouble("sum", 0)).isEqualTo(sum);
            assertThat(result.getLong("n", 0)).isEqualTo(rows);
        }
        assertThat(rowsSeen).isEqualTo(rows);
    }

    @Test
    void worksInFiltersGroupsSortsAndOverResults() {
        var odd = new Function("odd", batch -> {
            batch.output().values().fill((byte) 0);
            for (int row = 0; row < batch.rows(); row++) {
                long value = batch.inputs().getFirst().values().get(JAVA_LONG_UNALIGNED, row * 8L);
                byte bits = batch.output().values().get(JAVA_BYTE, row >>> 3);
                batch.output().values().set(JAVA_BYTE, row >>> 3, (byte) (bits | (value & 1) << (row & 7)));
            }
        });
        var twice = new Function("twice", batch -> {
            for (int row = 0; row < batch.rows(); row++) {
                long value = batch.inputs().getFirst().values().get(JAVA_LONG_UNALIGNED, row * 8L);
                batch.output().values().set(JAVA_LONG_UNALIGNED, row * 8L, 2 * value);
            }
        });
        Expr isOdd = mapBatches(odd, ColumnType.BOOL, col("size"));
        try (Result result = table.lazy()
                .filter(isOdd)
                .groupBy(col("sym"))
                .agg(col("size").max().alias("m"))
                .select(mapBatches(twice, ColumnType.INT16, col("m")).alias("d"))
                .collect()) {
            assertThat(result.rows()).containsOnly(List.of(1998L)).hasSize(SYMBOLS);
            assertThat(result.column("d").type()).isEqualTo(ColumnType.INT16);
        }
        try (Result result = table.lazy()
                .sort(mapBatches(twice, ColumnType.INT64, col("ts").cast(ColumnType.INT64))
                        .desc())
                .limit(1)
                .collect()) {
            assertThat(result.getLong("ts", 0)).isEqualTo(ROWS - 1);
        }
        assertThat(table.lazy()
                        .groupBy(isOdd.alias("odd"))
                        .agg(count().alias("n"))
                        .collect()
                        .rows())
                .containsExactlyInAnyOrder(List.of(false, ROWS / 2L), List.of(true, ROWS / 2L));
    }

    @Test
    void generatedLoopsRefuseIt() {
        double expected = table.lazy().select(product().sum()).collect().scalarDouble();
        try (Arenite generating =
                Arenite.inMemory(AreniteOptions.defaults().withWarmUp(false).withGeneratedLoops(LoopTier.GENERATED))) {
            Table copy = generating.createTable("t", table.schema(), PartitionBy.NONE);
            fill(copy);
            LazyFrame query = copy.lazy().select(product().sum());
            assertThat(query.collect().scalarDouble()).isEqualTo(expected);
            assertThat(query.explain()).contains("tier=batches");
        }
        try (Result best = table.lazy().topK(2, product()).select(col("ts")).collect()) {
            assertThat(best.getLong("ts", 0)).isEqualTo(ROWS - 1);
        }
    }

    @Test
    void isCalledAnewForEachCollect() {
        LazyFrame query = table.lazy().select(product().sum());
        double first = query.collect().scalarDouble();
        int once = calls;
        assertThat(query.collect().scalarDouble()).isEqualTo(first);
        assertThat(calls).isEqualTo(2 * once).isPositive();
        assertThat(query.explain()).contains("product(price, size, gap)").doesNotContain("cache:");
        assertThat(db.stats().cache().entries()).isZero();
    }

    @Test
    void itsExceptionEndsTheQuery() {
        var broken = new Function("broken", batch -> {
            throw new IllegalStateException("no luck");
        });
        Expr expr = mapBatches(broken, ColumnType.FLOAT64, col("price"));
        assertThatThrownBy(() -> table.lazy().select(expr.sum()).collect())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no luck");
        assertThat(table.lazy().select(count()).collect().scalarLong()).isEqualTo(ROWS);
    }

    @Test
    void whatDoesNotFitTheTypeIsAnError() {
        var large = new Function("large", batch -> {
            for (int row = 0; row < batch.rows(); row++) {
                batch.output().values().set(JAVA_LONG_UNALIGNED, row * 8L, 128);
            }
        });
        assertThatThrownBy(() -> table.lazy()
                        .select(mapBatches(large, ColumnType.INT8, col("size")).sum())
                        .collect())
                .isInstanceOf(NumericException.class)
                .hasMessageContaining("the value does not fit its type: expression=large[size], type=int8");
    }

    @Test
    void textAndSymbolsAreRefused() {
        assertThatThrownBy(() -> table.lazy()
                        .select(mapBatches(product, ColumnType.FLOAT64, col("sym")))
                        .collect())
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("no function over text, bytes and symbols yet: function=product, operand=symbol");
    }

    @Test
    void takesLiteralsAndWhatIsComputed() {
        List<Integer> inputs = new ArrayList<>();
        var add = new Function("add", batch -> {
            inputs.add(batch.inputs().size());
            for (int row = 0; row < batch.rows(); row++) {
                double sum = batch.inputs().get(0).values().get(JAVA_DOUBLE_UNALIGNED, row * 8L)
                        + batch.inputs().get(1).values().get(JAVA_DOUBLE_UNALIGNED, row * 8L);
                batch.output().values().set(JAVA_DOUBLE_UNALIGNED, row * 8L, sum);
            }
        });
        Expr expr = mapBatches(add, ColumnType.FLOAT32, col("price").times(2), lit(0.5));
        try (Result result = table.lazy()
                .filter(col("ts").cast(ColumnType.INT64).lt(3))
                .sort(col("ts"))
                .select(expr)
                .collect()) {
            assertThat(result.rows()).containsExactly(List.of(0.5), List.of(1.5), List.of(2.5));
        }
        assertThat(inputs).containsOnly(2);
    }
}
