package io.arenite.python.ingest;

import static io.arenite.Functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.Arenite;
import io.arenite.Result;
import io.arenite.Table;
import io.arenite.arena.LeakCheck;
import io.arenite.partitions.Appender;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import io.arenite.partitions.TableSnapshot;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Columns in native memory, of every kind that Python hands over, and what comes back from the table.
final class ColumnAppendTest {
    private static final int NONE = 0;
    private static final int BITS = 1;
    private static final int MASK = 2;
    private static final int NAT = 3;

    private final Arenite db = Arenite.inMemory();

    @AfterEach
    void close() {
        db.close();
        LeakCheck.assertNoLeaks();
    }

    private Table table(Schema.Builder schema) {
        return db.createTable("t", schema.build(), PartitionBy.NONE);
    }

    private static long append(Table table, PythonMemory memory) {
        return append(table, memory, 0);
    }

    private static long append(Table table, PythonMemory memory, long passed) {
        try (TableSnapshot snapshot = table.snapshot();
                Appender appender = table.appender()) {
            try {
                return ColumnAppend.append(
                        appender, table.schema(), snapshot.table().symbols(), memory.address(), passed);
            } catch (RuntimeException e) {
                appender.rollback();
                throw e;
            }
        }
    }

    private static List<Object> values(Table table, String column) {
        try (Result result = table.lazy().collect()) {
            int index = result.columnNames().indexOf(column);
            return result.rows().stream().map(row -> row.get(index)).toList();
        }
    }

    @Test
    void takesFixedValuesFromTheirFirstRowOn() {
        Table table = table(Schema.builder().timestamp("ts").float64("price").int32("size"));
        try (var memory = new PythonMemory(1)) {
            memory.batch(3)
                    .column(SourceKind.FIXED, memory.longs(9, 9, 1, 2, 3), 2)
                    .column(SourceKind.FIXED, memory.doubles(0.5, Double.NaN, -1.5), 0)
                    .column(SourceKind.FIXED, memory.ints(0, 7, 8, 9), 1);
            assertThat(append(table, memory)).isEqualTo(3);
        }
        assertThat(table.count()).isEqualTo(3);
        assertThat(values(table, "price")).containsExactly(0.5, Double.NaN, -1.5);
        assertThat(values(table, "size")).containsExactly(7L, 8L, 9L);
    }

    @Test
    void leavesOutTheFirstRowsOfAllBatches() {
        Table table = table(Schema.builder().timestamp("ts").int64("a"));
        try (var memory = new PythonMemory(2)) {
            memory.batch(2)
                    .column(SourceKind.FIXED, memory.longs(1, 2), 0)
                    .column(SourceKind.FIXED, memory.longs(5, 6), 0)
                    .batch(3)
                    .column(SourceKind.FIXED, memory.longs(3, 4, 5), 0)
                    .column(SourceKind.FIXED, memory.longs(7, 8, 9), 0, MASK, memory.bytes(0, 1, 0), 0);
            assertThat(append(table, memory, 5)).isZero();
            assertThat(append(table, memory, 3)).isEqualTo(2);
            assertThat(append(table, memory, 1)).isEqualTo(4);
        }
        assertThat(values(table, "a")).containsExactly(6L, 7L, null, null, 9L, 9L);
    }

    @Test
    void takesNullsAsBitsFromAnyBitOn() {
        Table table = table(Schema.builder().timestamp("ts").int64("a"));
        try (var memory = new PythonMemory(1)) {
            memory.batch(4)
                    .column(SourceKind.FIXED, memory.longs(1, 2, 3, 4), 0)
                    .column(SourceKind.FIXED, memory.longs(5, 6, 7, 8), 0, BITS, memory.bytes(0b1010_0000, 0b01), 5);
            append(table, memory);
        }
        assertThat(values(table, "a")).containsExactly(5L, null, 7L, 8L);
    }

    @Test
    void takesNullsAsMaskAndAsNat() {
        Table table = table(Schema.builder().timestamp("ts").int64("a").timestamp("b"));
        try (var memory = new PythonMemory(1)) {
            memory.batch(3)
                    .column(SourceKind.FIXED, memory.longs(1, 2, 3), 0, NAT)
                    .column(SourceKind.FIXED, memory.longs(5, 6, 7), 0, MASK, memory.bytes(0, 1, 0))
                    .column(SourceKind.FIXED, memory.longs(0, Long.MIN_VALUE, 9), 0, NAT);
            append(table, memory);
        }
        assertThat(values(table, "a")).containsExactly(5L, null, 7L);
        try (Result result = table.lazy().collect()) {
            assertThat(result.isNull("b", 1)).isTrue();
            assertThat(result.getLong("b", 2)).isEqualTo(9);
        }
    }

    @Test
    void takesBooleansAsBytesAndAsBits() {
        Table table = table(Schema.builder().timestamp("ts").bool("a").bool("b"));
        try (var memory = new PythonMemory(1)) {
            memory.batch(5)
                    .column(SourceKind.FIXED, memory.longs(1, 2, 3, 4, 5), 0)
                    .column(SourceKind.BOOL_BYTES, memory.bytes(1, 0, 0, 1, 1), 0)
                    .column(SourceKind.BITS, memory.bytes(0b1100_0000, 0b101), 6);
            append(table, memory);
        }
        assertThat(values(table, "a")).containsExactly(true, false, false, true, true);
        assertThat(values(table, "b")).containsExactly(true, true, true, false, true);
    }

    @Test
    void takesTextOfEveryKind() {
        Table table = table(Schema.builder()
                .timestamp("ts")
                .utf8("offsets32")
                .utf8("offsets64")
                .utf8("views")
                .utf8("points")
                .utf8("padded")
                .utf8("dictionary")
                .symbol("sym"));
        try (var memory = new PythonMemory(1)) {
            long[] shortView = memory.view("kurz", 0, 0);
            long[] longView = memory.view("longer than twelve ü", 1, 2);
            long dictionary = memory.longs(
                    SourceKind.TEXT64.ordinal(),
                    memory.longs(0, 2, 5),
                    0,
                    NONE,
                    0,
                    0,
                    memory.text("xxyyy"),
                    5,
                    0,
                    0,
                    0,
                    0);
            memory.batch(3)
                    .column(SourceKind.FIXED, memory.longs(1, 2, 3), 0)
                    .column(SourceKind.TEXT32, memory.ints(0, 1, 3, 3, 6), 1, NONE, 0, 0, memory.text("abcdef"), 6)
                    .column(SourceKind.TEXT64, memory.longs(0, 2, 3, 3), 0, NONE, 0, 0, memory.text("öx"), 3)
                    .column(
                            SourceKind.TEXT_VIEWS,
                            memory.longs(shortView[0], shortView[1], longView[0], longView[1], 0, 0),
                            0,
                            BITS,
                            memory.bytes(0b011),
                            0,
                            memory.longs(0, 0, memory.text("..longer than twelve ü"), 23),
                            2)
                    .column(SourceKind.UCS4, memory.ints('a', 'b', 0, 0, 0x1F600, 'z'), 0, NONE, 0, 0, 0, 0, 8)
                    .column(SourceKind.FIXED_BYTES, memory.text("ab\0c\0\0\0\0\0"), 0, NONE, 0, 0, 0, 0, 3)
                    .column(SourceKind.DICTIONARY, memory.bytes(1, -1, 0), 0, NONE, 0, 0, 0, 0, 1, dictionary, 2)
                    .column(SourceKind.DICTIONARY, memory.bytes(0, 1, -1), 0, NONE, 0, 0, 0, 0, 1, dictionary, 2);
            append(table, memory);
        }
        assertThat(values(table, "offsets32")).containsExactly("bc", "", "def");
        assertThat(values(table, "offsets64")).containsExactly("ö", "x", "");
        assertThat(values(table, "views")).containsExactly("kurz", "longer than twelve ü", null);
        assertThat(values(table, "points")).containsExactly("ab", "", "\uD83D\uDE00z");
        assertThat(values(table, "padded")).containsExactly("ab", "c", "");
        assertThat(values(table, "dictionary")).containsExactly("yyy", null, "xx");
        assertThat(values(table, "sym")).containsExactly("xx", "yyy", null);
    }

    @Test
    void appendsManyPiecesOfManyBatches() {
        Table table =
                table(Schema.builder().timestamp("ts").symbol("sym").key("sym").int64("a"));
        int rows = 3 * ColumnAppend.PIECE_ROWS + 17;
        long[] numbers = LongStream.range(0, rows).toArray();
        int[] offsets = IntStream.rangeClosed(0, rows).map(i -> i * 2).toArray();
        String[] names = {"AA", "BB", "CC"};
        var text = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            text.append(names[i % 3]);
        }
        try (var memory = new PythonMemory(2)) {
            for (int batch = 0; batch < 2; batch++) {
                memory.batch(rows)
                        .column(SourceKind.FIXED, memory.longs(numbers), 0)
                        .column(
                                SourceKind.TEXT32,
                                memory.ints(offsets),
                                0,
                                NONE,
                                0,
                                0,
                                memory.text(text.toString()),
                                rows * 2L)
                        .column(SourceKind.FIXED, memory.longs(numbers), 0);
            }
            assertThat(append(table, memory)).isEqualTo(2L * rows);
        }
        assertThat(table.count()).isEqualTo(2L * rows);
        for (int name = 0; name < 3; name++) {
            int first = name;
            try (Result result = table.lazy()
                    .filter(col("sym").eq(names[name]))
                    .select(col("a"))
                    .collect()) {
                long[] found = LongStream.range(0, result.rowCount())
                        .map(row -> result.getLong("a", row))
                        .toArray();
                long[] expected = Arrays.stream(numbers)
                        .filter(number -> number % 3 == first)
                        .flatMap(number -> LongStream.of(number, number))
                        .toArray();
                assertThat(found).isEqualTo(expected);
            }
        }
    }

    @Test
    void refusesNullsWhereThereCannotBeAny() {
        Table table = table(Schema.builder().timestamp("ts").symbol("sym").key("sym"));
        long codes = 0;
        try (var memory = new PythonMemory(1)) {
            memory.batch(2)
                    .column(SourceKind.FIXED, memory.longs(1, Long.MIN_VALUE), 0, NAT)
                    .column(SourceKind.UCS4, memory.ints('a', 'b'), 0, NONE, 0, codes, 0, 0, 4);
            assertThatThrownBy(() -> append(table, memory))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("column cannot be null: column=ts, row=1");
        }
        try (var memory = new PythonMemory(1)) {
            memory.batch(2)
                    .column(SourceKind.FIXED, memory.longs(1, 2), 0)
                    .column(SourceKind.UCS4, memory.ints('a', 'b'), 0, MASK, memory.bytes(1, 0), 0, 0, 0, 4);
            assertThatThrownBy(() -> append(table, memory)).hasMessage("column cannot be null: column=sym, row=0");
        }
        assertThat(table.count()).isZero();
    }

    @Test
    void aBadBatchAfterAGoodOneLeavesNothing() {
        Table table = table(Schema.builder().timestamp("ts").utf8("note"));
        try (var memory = new PythonMemory(2)) {
            memory.batch(1)
                    .column(SourceKind.FIXED, memory.longs(1), 0)
                    .column(SourceKind.UCS4, memory.ints('a'), 0, NONE, 0, 0, 0, 0, 4);
            memory.batch(1)
                    .column(SourceKind.FIXED, memory.longs(1), 0)
                    .column(SourceKind.UCS4, memory.ints(0xD800), 0, NONE, 0, 0, 0, 0, 4);
            assertThatThrownBy(() -> append(table, memory))
                    .hasMessage("not a character: column=note, row=1, code point=d800");
        }
        assertThat(table.count()).isZero();
    }

    @Test
    void refusesWhatIsNotUtf8OrOutsideTheDictionary() {
        Table table = table(Schema.builder().timestamp("ts").symbol("sym"));
        try (var memory = new PythonMemory(1)) {
            memory.batch(1)
                    .column(SourceKind.FIXED, memory.longs(1), 0)
                    .column(SourceKind.FIXED_BYTES, memory.bytes(0xFF), 0, NONE, 0, 0, 0, 0, 1);
            assertThatThrownBy(() -> append(table, memory)).hasMessageStartingWith("not UTF-8: ");
        }
        try (var memory = new PythonMemory(1)) {
            long dictionary = memory.longs(SourceKind.TEXT64.ordinal(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
            memory.batch(1)
                    .column(SourceKind.FIXED, memory.longs(1), 0)
                    .column(SourceKind.DICTIONARY, memory.ints(3), 0, NONE, 0, 0, 0, 0, 4, dictionary, 0);
            assertThatThrownBy(() -> append(table, memory))
                    .hasMessage("outside the dictionary: column=sym, row=0, number=3, dictionary=0");
        }
        assertThat(table.count()).isZero();
    }

    @Test
    void refusesAKindThatDoesNotFitTheType() {
        Table table = table(Schema.builder().timestamp("ts").float64("price"));
        try (var memory = new PythonMemory(1)) {
            memory.batch(1).column(SourceKind.FIXED, memory.longs(1), 0).column(SourceKind.BITS, memory.longs(1), 0);
            assertThatThrownBy(() -> append(table, memory))
                    .hasMessage("column cannot be given so: column=price, type=float64, kind=BITS");
        }
    }
}
