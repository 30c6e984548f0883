package io.arenite;

import static io.arenite.Functions.col;
import static io.arenite.Functions.count;
import static io.arenite.Functions.sum;
import static io.arenite.Functions.vwap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.RowBuilder;
import io.arenite.partitions.Schema;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Real ticks: counts, VWAPs and filtered sums equal what `BigDecimal` gives over the text of the files. Decimal
/// columns to the last digit, floats within 1e-12.
@ExtendWith(NoLeaks.class)
final class RealTicksTest {
    private static final MathContext DIGITS = new MathContext(60);
    private static final double TOLERANCE = 1e-12;

    /// One file with the two columns that the questions are about.
    private record Ticks(TickFile file, String price, int priceScale, String weight, int weightScale) {
        static Ticks trades(String name) throws IOException {
            return new Ticks(read(name), "price", 2, "size", 3);
        }

        static Ticks quotes(String name) throws IOException {
            return new Ticks(read(name), "bid", 5, "ask", 5);
        }

        private static TickFile read(String name) throws IOException {
            Path path = Repository.testData().resolve(name);
            assumeTrue(Files.exists(path), () -> "real ticks are not here: path=" + path + "; set ARENITE_TEST_DATA");
            return TickFile.read(path);
        }

        BigDecimal price(String[] row) {
            return new BigDecimal(row[file.column(price)]);
        }

        BigDecimal weight(String[] row) {
            return new BigDecimal(row[file.column(weight)]);
        }

        Table load(Arenite db, boolean decimal) {
            Schema.Builder schema =
                    Schema.builder().timestamp("ts").symbol("symbol").key("symbol");
            if (decimal) {
                schema.decimal64(price, priceScale).decimal64(weight, weightScale);
            } else {
                schema.float64(price).float64(weight);
            }
            Table table = db.createTable("ticks", schema.build(), PartitionBy.DAY);
            try (var rows = table.appender()) {
                for (String[] row : file.rows()) {
                    RowBuilder cells = rows.at(Long.parseLong(row[0])).symbol(row[1]);
                    for (BigDecimal value : List.of(price(row), weight(row))) {
                        if (decimal) {
                            cells.decimal(value);
                        } else {
                            cells.float64(value.doubleValue());
                        }
                    }
                    cells.append();
                }
                rows.commit();
            }
            return table;
        }
    }

    /// The same answers, from the text.
    private static final class Expected {
        private long count;
        private BigDecimal weights = BigDecimal.ZERO;
        private BigDecimal products = BigDecimal.ZERO;
        private BigDecimal prices = BigDecimal.ZERO;

        static Map<String, Expected> bySymbol(Ticks ticks, Predicate<String[]> filter) {
            Map<String, Expected> groups = new TreeMap<>();
            ticks.file().rows().stream().filter(filter).forEach(row -> {
                Expected group = groups.computeIfAbsent(row[1], _ -> new Expected());
                group.count++;
                group.weights = group.weights.add(ticks.weight(row));
                group.prices = group.prices.add(ticks.price(row));
                group.products = group.products.add(ticks.price(row).multiply(ticks.weight(row)));
            });
            return groups;
        }

        double vwap() {
            return products.divide(weights, DIGITS).doubleValue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"usdm-20240808"})
    void trades(String name) throws IOException {
        Ticks ticks = Ticks.trades("binance/" + name + "-trades.csv.gz");
        check(ticks, new BigDecimal("2500.005"), "1723161400000000000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fxcm-20140508", "fxcm-20140509", "oanda-20140508", "oanda-20140509"})
    void quotes(String name) throws IOException {
        Ticks ticks = Ticks.quotes("fx/" + name + "-ticks.csv.gz");
        check(ticks, new BigDecimal("1.385015"), ticks.file().rows().get(20_000)[0]);
    }

    private static void check(Ticks ticks, BigDecimal threshold, String fromNs) {
        for (boolean decimal : new boolean[] {false, true}) {
            try (var db = Arenite.inMemory()) {
                Table table = ticks.load(db, decimal);
                assertThat(table.count()).isEqualTo(ticks.file().rows().size());
                assertThat(table.lazy().count().collect().scalarLong()).isEqualTo(table.count());

                compare(ticks, table.lazy(), _ -> true, decimal);
                Expr above = col(ticks.price()).gt(threshold);
                compare(
                        ticks,
                        table.lazy().filter(above),
                        row -> ticks.price(row).compareTo(threshold) > 0,
                        decimal);
                compare(
                        ticks,
                        table.lazy().filter(above.not()).filter(col("ts").ge(Long.parseLong(fromNs))),
                        row -> ticks.price(row).compareTo(threshold) <= 0
                                && Long.parseLong(row[0]) >= Long.parseLong(fromNs),
                        decimal);
            }
        }
    }

    private static void compare(Ticks ticks, LazyFrame rows, Predicate<String[]> filter, boolean decimal) {
        Map<String, Expected> expected = Expected.bySymbol(ticks, filter);
        Expr[] questions = {
            count(), vwap(ticks.price(), ticks.weight()), sum(ticks.weight()), sum(ticks.price()),
        };
        try (Result groups = rows.groupBy("symbol").agg(questions).collect()) {
            assertThat(groups.rowCount()).isEqualTo(expected.size());
            for (int row = 0; row < groups.rowCount(); row++) {
                compare(ticks, groups, row, expected.get(groups.getString("symbol", row)), decimal);
            }
        }
        for (var symbol : expected.entrySet()) {
            try (Result one = rows.filter(col("symbol").eq(symbol.getKey()))
                    .select(questions)
                    .collect()) {
                compare(ticks, one, 0, symbol.getValue(), decimal);
            }
        }
    }

    private static void compare(Ticks ticks, Result result, int row, Expected expected, boolean decimal) {
        assertThat(result.getLong("count", row)).isEqualTo(expected.count);
        double vwap = result.getDouble("vwap", row);
        if (decimal) {
            assertThat(vwap).isEqualTo(expected.vwap());
            assertThat(result.getDecimal(ticks.weight(), row)).isEqualByComparingTo(expected.weights);
            assertThat(result.getDecimal(ticks.price(), row)).isEqualByComparingTo(expected.prices);
        } else {
            assertClose(vwap, expected.vwap());
            assertClose(result.getDouble(ticks.weight(), row), expected.weights.doubleValue());
            assertClose(result.getDouble(ticks.price(), row), expected.prices.doubleValue());
        }
    }

    private static void assertClose(double actual, double expected) {
        assertThat(actual).isCloseTo(expected, within(Math.abs(expected) * TOLERANCE));
    }
}
