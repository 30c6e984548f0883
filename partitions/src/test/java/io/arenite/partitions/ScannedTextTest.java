package io.arenite.partitions;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.arena.LeakCheck;
import io.arenite.arena.MemoryOptions;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.MemoryStats;
import io.arenite.arena.file.FileLayer;
import io.arenite.arena.file.OpenFile;
import io.arenite.partitions.arrow.ArrowCompression;
import io.arenite.partitions.arrow.ArrowField;
import io.arenite.partitions.arrow.ArrowFileWriter;
import io.arenite.partitions.arrow.ArrowSchema;
import io.arenite.partitions.arrow.ArrowType;
import io.arenite.partitions.arrow.ColumnBuffers;
import io.arenite.partitions.arrow.HeapMemory;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Text of a scanned file that becomes symbols, beside symbols of the file and text that stays text.
class ScannedTextTest {
    private static final int ROWS = 50_001;
    private static final int BATCHES = 3;
    private static final int TEXTS = 700;
    private static final long SLACK_BYTES = 64 << 10;
    private static final ScanOptions SYMBOLS = ScanOptions.defaults().withSymbols("sym", "side");

    @TempDir
    Path directory;

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    /// Other texts in each batch; one in seven is null, one in ten is not ASCII, one is empty.
    private static String text(int batch, int row) {
        int number = row * 31 % TEXTS;
        if (number % 7 == 3) {
            return null;
        }
        return number == 0 ? "" : (number % 10 == 0 ? "größer " : "S") + number + "." + (row % 2 == 0 ? batch : 0);
    }

    private static List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (int batch = 0; batch < BATCHES; batch++) {
            for (int row = 0; row < ROWS; row++) {
                texts.add(text(batch, row));
            }
        }
        return texts;
    }

    private Path write(ArrowCompression compression) {
        var text = new ArrowType.Text(ArrowType.Layout.OFFSETS_64);
        var schema = new ArrowSchema(
                List.of(
                        ArrowField.of("sym", text),
                        ArrowField.symbols("side", 1),
                        ArrowField.of("note", text),
                        ArrowField.of("size", new ArrowType.Int(64, true))),
                Map.of());
        Path file = directory.resolve("text.arrow");
        try (MemoryPool pool = MemoryPool.create(MemoryOptions.defaults());
                OpenFile out = FileLayer.system().create(file);
                ArrowFileWriter writer = ArrowFileWriter.create(out, schema, compression, pool, pool.account("file"))) {
            writer.dictionary(1, List.of("B", "S"));
            for (int batch = 0; batch < BATCHES; batch++) {
                var heap = new HeapMemory(Long.MAX_VALUE);
                MemorySegment sides = heap.allocate(ROWS * 4L, 8);
                MemorySegment sizes = heap.allocate(ROWS * 8L, 8);
                for (int row = 0; row < ROWS; row++) {
                    sides.setAtIndex(JAVA_INT, row, row % 2);
                    sizes.setAtIndex(JAVA_LONG, row, row);
                }
                ColumnBuffers column = column(batch);
                writer.batch(ROWS, List.of(column, ColumnBuffers.of(sides), column, ColumnBuffers.of(sizes)), Map.of());
            }
            writer.finish(Map.of());
        }
        return file;
    }

    private static ColumnBuffers column(int batch) {
        var heap = new HeapMemory(Long.MAX_VALUE);
        MemorySegment offsets = heap.allocate((ROWS + 1) * 8L, 8);
        MemorySegment present = heap.allocate((ROWS + 7) / 8, 8);
        var bytes = new ByteArrayOutputStream();
        int nulls = 0;
        for (int row = 0; row < ROWS; row++) {
            String text = text(batch, row);
            nulls += text == null ? 1 : 0;
            Bits.set(present, 0, row, text != null);
            bytes.writeBytes((text == null ? "" : text).getBytes(StandardCharsets.UTF_8));
            offsets.setAtIndex(JAVA_LONG, row + 1, bytes.size());
        }
        return new ColumnBuffers(nulls, present, offsets, MemorySegment.ofArray(bytes.toByteArray()));
    }

    @ParameterizedTest
    @EnumSource(ArrowCompression.class)
    void hasCodesForItsTexts(ArrowCompression compression) {
        Path file = write(compression);
        List<String> expected = texts();
        try (Storage db = Storage.inMemory()) {
            TableStore table = db.scan(file, SYMBOLS);
            assertThat(table.schema().column("sym").type()).isEqualTo(ColumnType.SYMBOL);
            assertThat(table.schema().column("note").type()).isEqualTo(ColumnType.UTF8);
            assertThat(table.symbols().code(text(BATCHES - 1, 2))).isNotNegative();
            assertThat(table.symbols().size())
                    .isEqualTo((int) expected.stream()
                                    .filter(text -> text != null)
                                    .distinct()
                                    .count()
                            + 2);
            int symbols = table.symbols().size();
            try (TableSnapshot snapshot = table.snapshot();
                    ColumnView column = snapshot.column("sym");
                    ColumnView notes = snapshot.column("note");
                    ColumnView sides = snapshot.column("side")) {
                assertThat(texts(column)).isEqualTo(expected);
                assertThat(texts(notes)).isEqualTo(expected);
                assertThat(sides.getString(ROWS)).isEqualTo("B");
            }
            assertThat(table.symbols().size()).isEqualTo(symbols);
        }
    }

    private static List<String> texts(ColumnView column) {
        return IntStream.range(0, Math.toIntExact(column.length()))
                .mapToObj(row -> column.isNull(row) ? null : column.getString(row))
                .toList();
    }

    @Test
    void onlyCodesTakeMemory() {
        Path file = write(ArrowCompression.NONE);
        try (Storage db = Storage.inMemory()) {
            assertThat(db.scan(file, SYMBOLS).rowCount()).isEqualTo(BATCHES * (long) ROWS);
            long bytes = db.memory().accounts().stream()
                    .filter(account -> account.name().equals("sealed files"))
                    .mapToLong(MemoryStats.Account::committedBytes)
                    .sum();
            long codes = BATCHES * (ROWS * 4L + ROWS / 8);
            assertThat(bytes).isBetween(codes, codes + SLACK_BYTES);
        }
    }

    /// What is decoded anew gets the same codes.
    @Test
    void columnsAreDecodedAgainWhereMemoryIsShort() {
        Path file = write(ArrowCompression.ZSTD);
        try (Storage db = Storage.inMemory(MemoryOptions.defaults().withLimitBytes(2 << 20))) {
            TableStore table = db.scan(file, SYMBOLS);
            List<String> expected = texts();
            for (int pass = 0; pass < 2; pass++) {
                try (TableSnapshot snapshot = table.snapshot()) {
                    for (int batch = 0; batch < BATCHES; batch++) {
                        check(table, snapshot, batch, expected);
                    }
                }
            }
        }
    }

    private static void check(TableStore table, TableSnapshot snapshot, int batch, List<String> expected) {
        try (PartitionView view = snapshot.open(batch, new int[] {0})) {
            ColumnSlot slot = view.mainSlot(0);
            for (int row = 0; row < ROWS; row++) {
                boolean isPresent = Bits.get(view.mainSegment(), slot.validityOffset(), row);
                int code = view.mainSegment().get(JAVA_INT, slot.valuesOffset() + row * 4L);
                assertThat(isPresent ? table.symbols().symbol(code) : null).isEqualTo(expected.get(batch * ROWS + row));
            }
        }
    }

    @Test
    void errorsNameFileAndColumn() {
        Path file = write(ArrowCompression.NONE);
        try (Storage db = Storage.inMemory()) {
            assertThatThrownBy(() -> db.scan(file, ScanOptions.defaults().withSymbols("simm")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("unknown column: column=simm, did you mean=[side, size, sym]")
                    .hasMessageEndingWith("file=" + file);
            assertThatThrownBy(() -> db.scan(file, ScanOptions.defaults().withSymbols("size")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("only text can be read as symbols: file=" + file + ", column=size, type=int64");
            TableStore tooMany = db.scan(file, SYMBOLS.withMostSymbols(100));
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(tooMany::snapshot)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("too many different texts to be symbols: file=" + file + ", column=sym, limit=100");
            }
        }
    }
}
