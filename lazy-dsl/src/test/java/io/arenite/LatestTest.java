package io.arenite;

import static io.arenite.Functions.col;
import static io.arenite.Functions.count;
import static io.arenite.Functions.first;
import static io.arenite.Functions.last;
import static io.arenite.TestTables.AUGUST_8;
import static io.arenite.TestTables.DAY_NS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.lazy.plan.QueryException;
import io.arenite.partitions.Appender;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The last row of each key, and how it is found.
@ExtendWith(NoLeaks.class)
final class LatestTest {
    private static final String FROM_ENDS = "tier=partition ends";

    private Arenite db;
    private Table trades;

    @BeforeEach
    void open() {
        db = Arenite.inMemory();
        Schema schema = Schema.builder()
                .timestamp("ts")
                .symbol("sym")
                .float64("price")
                .int32("size")
                .bool("buy")
                .symbol("venue")
                .key("sym")
                .build();
        trades = db.createTable("trades", schema, PartitionBy.DAY);
    }

    @AfterEach
    void close() {
        db.close();
    }

    /// Each row: day, ns in it, symbol, price (null is one), size; one commit.
    private void append(Object[]... rows) {
        try (Appender appender = trades.appender()) {
            for (Object[] row : rows) {
                var at = appender.at(AUGUST_8 + (int) row[0] * DAY_NS + (int) row[1])
                        .symbol((String) row[2]);
                at = row[3] == null ? at.nul() : at.float64((double) row[3]);
                at.int32((int) row[4])
                        .bool((int) row[4] % 2 == 0)
                        .symbol("V" + row[4])
                        .append();
            }
            appender.commit();
        }
    }

    private static Object[] row(int day, int ns, String symbol, Double price, int size) {
        return new Object[] {day, ns, symbol, price, size};
    }

    private static void assertRows(LazyFrame frame, boolean fromEnds, Row... expected) {
        try (Result result = frame.collect()) {
            assertThat(result.rows())
                    .as(frame::explain)
                    .isEqualTo(Arrays.stream(expected).map(Row::cells).toList());
        }
        assertThat(frame.profile().contains(FROM_ENDS)).as(frame::explain).isEqualTo(fromEnds);
    }

    private record Row(List<Object> cells) {}

    private static Row of(Object... cells) {
        return new Row(Arrays.asList(cells));
    }

    private LazyFrame sizes(LazyFrame latest) {
        return latest.select("sym", "size");
    }

    @Test
    void takesAllColumnsOfTheLastRow() {
        append(row(0, 1, "B", 1.0, 1), row(0, 2, "A", 2.0, 2), row(0, 3, "B", 3.0, 3), row(0, 3, "A", 4.0, 4));
        LazyFrame latest = trades.lazy().latest("sym");
        try (Result result = latest.collect()) {
            assertThat(result.columnNames()).containsExactly("ts", "sym", "price", "size", "buy", "venue");
        }
        assertRows(
                latest, true, of(AUGUST_8 + 3, "B", 3.0, 3L, false, "V3"), of(AUGUST_8 + 3, "A", 4.0, 4L, true, "V4"));
        assertThat(latest.profile()).contains("partitions=2", "rows scanned=2");
    }

    @Test
    void looksInTheNewestBucketThatHasTheKey() {
        append(row(0, 1, "A", 1.0, 1), row(0, 1, "B", 1.0, 2), row(1, 1, "C", 1.0, 3), row(2, 1, "A", 1.0, 4));
        append(row(2, 5, "A", null, 5), row(1, 5, "C", 1.0, 6));
        assertRows(sizes(trades.lazy().latest("sym")), true, of("A", 5L), of("B", 2L), of("C", 6L));
        assertThat(trades.lazy().latest("sym").profile()).contains("rows scanned=3");
        assertRows(trades.lazy().latest("sym").select("price").limit(1), true, of(new Object[1]));
    }

    @Test
    void aLateRowIsNotTheLast() {
        append(row(0, 10, "A", 1.0, 1));
        append(row(0, 5, "A", 2.0, 2));
        assertRows(
                trades.lazy().groupBy("sym").agg(first("size"), last("size").alias("last"), count()),
                true,
                of("A", 2L, 1L, 2L));
        append(row(0, 10, "A", 3.0, 3));
        append(row(0, 10, "A", 4.0, 4), row(0, 1, "A", 5.0, 5));
        assertRows(
                trades.lazy().groupBy("sym").agg(first("size"), last("size").alias("last"), count()),
                true,
                of("A", 5L, 4L, 5L));
    }

    @Test
    void aTimeRangeMayEndAtALateRow() {
        append(row(0, 10, "A", 1.0, 1), row(0, 20, "A", 1.0, 2), row(1, 0, "A", 1.0, 3), row(1, 0, "B", 1.0, 4));
        append(row(0, 15, "A", 1.0, 5));
        LazyFrame before = trades.lazy().filter(col("ts").lt(AUGUST_8 + 20));
        assertRows(sizes(before.latest("sym")), true, of("A", 5L));
        assertRows(before.select(last("size"), count()), true, of(5L, 2L));
        assertRows(sizes(trades.lazy().filter(col("ts").lt(AUGUST_8 + 15)).latest("sym")), true, of("A", 1L));
        assertRows(
                trades.lazy().filter(col("ts").gt(AUGUST_8 + 10)).groupBy("sym").agg(first("size")),
                true,
                of("A", 5L),
                of("B", 4L));
        assertRows(sizes(trades.lazy().filter(col("ts").lt(AUGUST_8 + 10)).latest("sym")), true);
    }

    @Test
    void onlyTheKeysAskedFor() {
        append(row(0, 1, "A", 1.0, 1), row(0, 1, "B", 1.0, 2), row(0, 1, "C", 1.0, 3));
        assertRows(
                sizes(trades.lazy().filter(col("sym").isIn("C", "A", "X")).latest("sym")),
                true,
                of("A", 1L),
                of("C", 3L));
        assertRows(trades.lazy().filter(col("sym").eq("B")).select(last("size")), true, of(2L));
        assertRows(trades.lazy().filter(col("sym").eq("X")).select(last("size"), count()), true, of(null, 0L));
        assertRows(sizes(trades.lazy().latest("sym").filter(col("sym").eq("C"))), true, of("C", 3L));
    }

    @Test
    void filtersAndOtherKeysAreScanned() {
        append(row(0, 1, "A", 1.0, 1), row(0, 2, "A", 2.0, 2), row(0, 3, "B", 1.0, 3), row(0, 4, "A", 3.0, 5));
        assertRows(sizes(trades.lazy().filter(col("price").lt(3)).latest("sym")), false, of("A", 2L), of("B", 3L));
        assertRows(trades.lazy().latest("buy").select("buy", "size"), false, of(false, 3L), of(true, 2L));
        assertRows(trades.lazy().latest(col("size").gt(2)).select("size"), false, of(2L), of(3L));
        assertRows(trades.lazy().filter(col("sym").isIn("A", "B")).select(last("size")), false, of(3L));
        assertRows(trades.lazy().select(last("size")), true, of(3L));
    }

    @Test
    void anEmptyTableHasNoLatestRow() {
        assertRows(trades.lazy().latest("sym"), true);
        assertRows(trades.lazy().select(last("size"), count()), true, of(null, 0L));
    }

    @Test
    void refusesText() {
        Table notes = db.createTable(
                "notes", Schema.builder().timestamp("ts").utf8("note").build(), PartitionBy.NONE);
        assertThatThrownBy(() -> notes.lazy().latest("ts").collect())
                .isInstanceOf(QueryException.class)
                .hasMessage("text and bytes have no latest value yet: column=note, type=utf8; leave the column out by"
                        + " select(...) before latest(...)");
        assertRows(notes.lazy().select("ts").latest("ts"), false);
    }
}
