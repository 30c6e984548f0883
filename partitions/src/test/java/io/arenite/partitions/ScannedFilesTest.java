package io.arenite.partitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import io.arenite.arena.LeakCheck;
import io.arenite.arena.MemoryLimitException;
import io.arenite.arena.MemoryOptions;
import io.arenite.arena.file.CorruptFileException;
import io.arenite.partitions.arrow.ArrowTestData;
import io.arenite.partitions.arrow.GoldenValues;
import io.arenite.partitions.arrow.UnsupportedArrowException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Files of others as tables: what their JSON says; hostile ones within limits.
class ScannedFilesTest {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final long LIMIT_BYTES = 128L << 20;

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    @TestFactory
    Stream<DynamicTest> hasTheValuesOfItsJson() {
        return ArrowTestData.goldenCases().stream()
                .flatMap(json -> Stream.of(".arrow_file", ".stream")
                        .map(ending -> json.resolveSibling(
                                json.getFileName().toString().replace(".json.gz", ending)))
                        .map(file -> DynamicTest.dynamicTest(
                                file.getParent().getFileName() + "/" + file.getFileName(), () -> compare(file, json))));
    }

    private static void compare(Path file, Path json) {
        GoldenValues golden = new GoldenValues(ArrowTestData.json(json));
        List<String> names = golden.fields().stream()
                .map(field -> (String) field.get("name"))
                .toList();
        try (Storage db = Storage.inMemory()) {
            if (names.stream().distinct().count() < names.size()) {
                assertThatThrownBy(() -> db.scan(file))
                        .isInstanceOf(UnsupportedArrowException.class)
                        .hasMessageContaining("two fields have one name");
                return;
            }
            TableStore table;
            try {
                table = db.scan(file);
            } catch (UnsupportedArrowException e) {
                assertThat(e).hasMessageStartingWith("file has no field of a known type: file=" + file);
                names.forEach(name -> assertThat(e).hasMessageContaining(name + "="));
                return;
            }
            try (TableSnapshot snapshot = table.snapshot()) {
                for (int index = 0; index < names.size(); index++) {
                    if (table.schema().contains(names.get(index))) {
                        compare(snapshot, golden, index);
                    } else {
                        assertThat(table.schema().leftOut())
                                .containsEntry(
                                        names.get(index),
                                        GoldenValues.typeName(golden.fields().get(index)));
                    }
                }
            }
        }
    }

    private static void compare(TableSnapshot snapshot, GoldenValues golden, int index) {
        Map<String, Object> field = golden.fields().get(index);
        List<String> expected = new ArrayList<>();
        for (int batch = 0; batch < golden.batches().size(); batch++) {
            expected.addAll(golden.values(field, golden.column(batch, index)));
        }
        String name = (String) field.get("name");
        if (snapshot.schema().column(name).type().kind() == ColumnType.Kind.DECIMAL64
                && expected.stream().filter(Objects::nonNull).anyMatch(GoldenValues::isTooWide)) {
            assertThatThrownBy(() -> snapshot.column(name))
                    .isInstanceOf(UnsupportedArrowException.class)
                    .hasMessageStartingWith("decimal does not fit into 64 bits: field=" + name);
            return;
        }
        try (ColumnView column = snapshot.column(name)) {
            assertThat(texts(column)).as("column %s", name).isEqualTo(expected);
        }
    }

    @TestFactory
    Stream<DynamicTest> survivesFilesThatBrokeOtherReaders() {
        List<Path> files = ArrowTestData.fuzzFiles();
        assertThat(files).hasSize(55);
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(
                        file.getFileName().toString(), () -> assertTimeoutPreemptively(LIMIT, () -> readAll(file))));
    }

    /// Memory of the pool is limited, that of the heap measured.
    private static void readAll(Path file) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try (Storage db = Storage.inMemory(MemoryOptions.defaults().withLimitBytes(LIMIT_BYTES))) {
            try (TableSnapshot snapshot = db.scan(file).snapshot()) {
                for (Column column : snapshot.schema().columns()) {
                    readColumn(snapshot, column.name());
                }
            }
        } catch (CorruptFileException | UnsupportedArrowException clear) {
            assertThat(clear).hasMessageContaining("file=" + file);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(LIMIT_BYTES);
    }

    private static void readColumn(TableSnapshot snapshot, String name) {
        try (ColumnView column = snapshot.column(name)) {
            assertThat((long) texts(column).size()).isEqualTo(column.length());
        } catch (CorruptFileException | UnsupportedArrowException | MemoryLimitException clear) {
            assertThat(clear).hasMessageContaining("=");
        }
    }

    private static List<String> texts(ColumnView column) {
        List<String> texts = new ArrayList<>();
        for (long row = 0; row < column.length(); row++) {
            texts.add(column.isNull(row) ? null : text(column, row));
        }
        return texts;
    }

    /// As the golden values are: numbers as they are printed, bytes as hex digits.
    private static String text(ColumnView column, long row) {
        return switch (column.type().kind()) {
            case BOOL -> column.getBoolean(row) ? "1" : "0";
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, DECIMAL64, TIMESTAMP, DATE32, DURATION ->
                Long.toString(column.getLong(row));
            case UINT64 -> Long.toUnsignedString(column.getLong(row));
            case FLOAT32 -> Float.toString((float) column.getDouble(row));
            case FLOAT64 -> Double.toString(column.getDouble(row));
            case SYMBOL -> GoldenValues.utf8Hex(column.getString(row));
            case UTF8, BINARY -> HEX.formatHex(column.getBytes(row));
        };
    }
}
