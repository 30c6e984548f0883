package io.arenite.partitions;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.arena.LeakCheck;
import io.arenite.arena.MemoryOptions;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.MemoryStats;
import io.arenite.arena.file.CorruptFileException;
import io.arenite.arena.file.FileLayer;
import io.arenite.arena.file.OpenFile;
import io.arenite.partitions.arrow.ArrowCompression;
import io.arenite.partitions.arrow.ArrowField;
import io.arenite.partitions.arrow.ArrowFileWriter;
import io.arenite.partitions.arrow.ArrowSchema;
import io.arenite.partitions.arrow.ArrowType;
import io.arenite.partitions.arrow.ColumnBuffers;
import io.arenite.partitions.arrow.HeapMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A foreign file of which some columns can be read where they lie and others can not, in one query: only the
/// others take memory.
class MixedFormsTest {
    private static final int ROWS = 100_000;
    private static final int BATCHES = 3;
    private static final long SLACK_BYTES = 64 << 10;
    /// Codes as the table has them, and others; directly readable with and without nulls.
    private static final ArrowSchema SCHEMA = new ArrowSchema(
            List.of(
                    ArrowField.symbols("side", 1),
                    ArrowField.symbols("venue", 2),
                    ArrowField.of("size", new ArrowType.Int(64, true)),
                    ArrowField.of("gaps", new ArrowType.Int(32, true)),
                    ArrowField.of("text", new ArrowType.Text(ArrowType.Layout.OFFSETS_64))),
            Map.of());

    private static final int SIDE = 0;
    private static final int VENUE = 1;
    private static final int SIZE = 2;
    private static final int GAPS = 3;
    private static final int TEXT = 4;
    private static final List<String> SIDES = List.of("A", "B");
    private static final List<String> VENUES = List.of("B", "C", "A");
    /// What the table makes of the venues.
    private static final int[] VENUE_CODES = {1, 2, 0};
    /// Codes and which of them are there, of one batch.
    private static final long VENUE_BYTES = ROWS * 4L + ROWS / 8;

    @TempDir
    Path directory;

    private Path file;
    private Storage db;

    @BeforeEach
    void writeFile() {
        file = directory.resolve("foreign.arrow");
        try (MemoryPool pool = MemoryPool.create(MemoryOptions.defaults());
                OpenFile out = FileLayer.system().create(file);
                ArrowFileWriter writer =
                        ArrowFileWriter.create(out, SCHEMA, ArrowCompression.NONE, pool, pool.account("file"))) {
            writer.dictionary(1, SIDES);
            writer.dictionary(2, VENUES);
            for (int batch = 0; batch < BATCHES; batch++) {
                writer.batch(ROWS, columns(batch), Map.of());
            }
            writer.finish(Map.of());
        }
        db = Storage.inMemory();
    }

    private static List<ColumnBuffers> columns(int batch) {
        var heap = new HeapMemory(Long.MAX_VALUE);
        MemorySegment sides = heap.allocate(ROWS * 4L, 8);
        MemorySegment venues = heap.allocate(ROWS * 4L, 8);
        MemorySegment sizes = heap.allocate(ROWS * 8L, 8);
        MemorySegment gaps = heap.allocate(ROWS * 4L, 8);
        MemorySegment present = heap.allocate(ROWS / 8, 8);
        MemorySegment offsets = heap.allocate((ROWS + 1) * 8L, 8);
        for (int row = 0; row < ROWS; row++) {
            sides.setAtIndex(JAVA_INT, row, row % 2);
            venues.setAtIndex(JAVA_INT, row, row % 3);
            sizes.setAtIndex(JAVA_LONG, row, size(batch, row));
            gaps.setAtIndex(JAVA_INT, row, -row);
            offsets.setAtIndex(JAVA_LONG, row + 1, (row + 1) * 5L);
        }
        present.fill((byte) 0b0101_0101);
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < ROWS; row++) {
            text.append(text(row));
        }
        MemorySegment bytes = MemorySegment.ofArray(text.toString().getBytes(StandardCharsets.UTF_8));
        return List.of(
                ColumnBuffers.of(sides),
                ColumnBuffers.of(venues),
                ColumnBuffers.of(sizes),
                new ColumnBuffers(ROWS / 2, present, gaps, null),
                new ColumnBuffers(0, null, offsets, bytes));
    }

    private static long size(int batch, int row) {
        return batch * 1_000_000_000L + row;
    }

    private static String text(int row) {
        return "%05d".formatted(row);
    }

    @AfterEach
    void nothingLeaks() {
        db.close();
        LeakCheck.assertNoLeaks();
    }

    private long decodedBytes() {
        return db.memory().accounts().stream()
                .filter(account -> account.name().equals("sealed files"))
                .mapToLong(MemoryStats.Account::committedBytes)
                .sum();
    }

    @Test
    void onlyColumnsInAnotherFormTakeMemory() {
        try (TableSnapshot snapshot = db.scan(file).snapshot()) {
            try (PartitionView view = snapshot.open(0, new int[] {SIDE, SIZE, GAPS, TEXT})) {
                assertThat(view.mainSlot(SIZE).validityOffset()).isEqualTo(-1);
                view.mainSlot(SIDE);
                view.mainSlot(GAPS);
                view.mainSlot(TEXT);
                assertThat(decodedBytes()).isZero();
            }
            try (PartitionView view = snapshot.open(0, new int[] {SIDE, VENUE, SIZE, GAPS})) {
                check(view, 0);
                assertThat(decodedBytes()).isBetween(VENUE_BYTES, VENUE_BYTES + SLACK_BYTES);
            }
        }
    }

    private static void check(PartitionView view, int batch) {
        MemorySegment segment = view.mainSegment();
        long sides = view.mainSlot(SIDE).valuesOffset();
        long venues = view.mainSlot(VENUE).valuesOffset();
        long sizes = view.mainSlot(SIZE).valuesOffset();
        ColumnSlot gaps = view.mainSlot(GAPS);
        for (int row = 0; row < ROWS; row++) {
            assertThat(segment.get(JAVA_INT, sides + row * 4L)).isEqualTo(row % 2);
            assertThat(segment.get(JAVA_INT, venues + row * 4L)).isEqualTo(VENUE_CODES[row % 3]);
            assertThat(segment.get(JAVA_LONG, sizes + row * 8L)).isEqualTo(size(batch, row));
            boolean isPresent = Bits.get(segment, gaps.validityOffset(), row);
            assertThat(isPresent).isEqualTo(row % 2 == 0);
            if (isPresent) {
                assertThat(segment.get(JAVA_INT, gaps.valuesOffset() + row * 4L))
                        .isEqualTo(-row);
            }
        }
    }

    /// What could lead reads astray is copied, the bytes are not.
    @Test
    void textTakesItsOffsetsOnly() {
        try (TableSnapshot snapshot = db.scan(file).snapshot();
                PartitionView view = snapshot.open(1, new int[] {VENUE, TEXT})) {
            MemorySegment segment = view.mainSegment();
            ColumnSlot slot = view.mainSlot(TEXT);
            long start = segment.get(JAVA_LONG, slot.valuesOffset() + 99 * 8L);
            byte[] bytes = segment.asSlice(slot.varDataOffset() + start, 5).toArray(JAVA_BYTE);
            assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(text(99));
            assertThat(decodedBytes()).isBetween(ROWS * 8L, ROWS * 8L + SLACK_BYTES);
        }
    }

    @Test
    void viewsOutliveTheDatabase() {
        PartitionView view;
        try (TableSnapshot snapshot = db.scan(file).snapshot()) {
            view = snapshot.open(2, new int[] {SIDE, VENUE, SIZE, GAPS});
            check(view, 2);
        }
        try (view) {
            db.close();
            check(view, 2);
        }
        LeakCheck.assertNoLeaks();
        db = Storage.inMemory();
    }

    /// Of a table that nobody has, and columns that nobody looks at.
    @Test
    void nothingOfAClosedDatabaseStaysMapped() {
        try (TableSnapshot snapshot = db.scan(file).snapshot();
                PartitionView view = snapshot.open(0, new int[] {VENUE, SIZE})) {
            view.mainSlot(VENUE);
            view.mainSlot(SIZE);
        }
        assertThat(db.memory().mappedBytes()).isPositive();
        assertThat(db.memory().leases()).isEqualTo(1);
        db.close();
        LeakCheck.assertNoLeaks();
        db = Storage.inMemory();
    }

    /// Where too many files are mapped: what was decoded beside one keeps it mapped no longer than views do.
    @Test
    void decodedColumnsGoWithTheirFile() throws IOException {
        Path other = Files.copy(file, directory.resolve("other.arrow"));
        int[] wanted = {SIDE, VENUE, SIZE, GAPS};
        try (MappedFiles one = new MappedFiles(FileLayer.system(), db.pool(), 1)) {
            TableStore table = ScannedFile.open(db, one, file, ScanOptions.defaults());
            TableStore pushing = ScannedFile.open(db, one, other, ScanOptions.defaults());
            long mappedBytes;
            try (TableSnapshot snapshot = table.snapshot();
                    PartitionView view = snapshot.open(0, wanted)) {
                view.mainSlot(VENUE);
                view.mainSlot(SIZE);
                mappedBytes = db.memory().mappedBytes();
                check(pushing, wanted);
                assertThat(db.memory().mappedBytes()).isEqualTo(2 * mappedBytes);
                // the columns that it has, and those that it has not seen yet
                check(view, 0);
            }
            assertThat(db.memory().mappedBytes()).isEqualTo(mappedBytes);
            assertThat(decodedBytes()).isBetween(VENUE_BYTES, VENUE_BYTES + SLACK_BYTES);
            check(table, wanted);
            check(pushing, wanted);
            assertThat(db.memory().mappedBytes()).isEqualTo(mappedBytes);
        }
        assertThat(db.memory().mappedBytes()).isZero();
        assertThat(decodedBytes()).isZero();
    }

    private static void check(TableStore table, int[] wanted) {
        try (TableSnapshot snapshot = table.snapshot();
                PartitionView view = snapshot.open(0, wanted)) {
            check(view, 0);
        }
    }

    /// Offsets lead nowhere but into the text, whatever becomes of the file.
    @Test
    void aFileThatChangesLeadsNoReadAstray() throws IOException {
        try (TableSnapshot snapshot = db.scan(file).snapshot();
                PartitionView read = snapshot.open(1, new int[] {VENUE, TEXT});
                PartitionView unread = snapshot.open(2, new int[] {VENUE, TEXT, SIZE})) {
            ColumnSlot slot = read.mainSlot(TEXT);
            unread.mainSlot(VENUE);
            assertThat(spoilOffsets()).isEqualTo(BATCHES);
            MemorySegment segment = read.mainSegment();
            for (int row = 0; row < ROWS; row++) {
                long start = segment.get(JAVA_LONG, slot.valuesOffset() + row * 8L);
                assertThat(start).isEqualTo(row * 5L);
            }
            assertThatThrownBy(() -> unread.mainSlot(TEXT)).isInstanceOf(CorruptFileException.class);
            assertThat(unread.mainSegment().get(JAVA_LONG, unread.mainSlot(SIZE).valuesOffset()))
                    .isEqualTo(size(2, 0));
        }
    }

    /// Makes the offsets of rows in the middle lead far out of the file.
    ///
    /// @return of how many batches
    private int spoilOffsets() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int found = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int at = 0; at + 8 * ROWS < bytes.capacity(); at += 8) {
                if (bytes.getLong(at) == 0 && bytes.getLong(at + 8) == 5 && bytes.getLong(at + 8 * 999) == 5 * 999) {
                    ByteBuffer wrong = ByteBuffer.allocate(8 * 500).order(ByteOrder.LITTLE_ENDIAN);
                    while (wrong.hasRemaining()) {
                        wrong.putLong(1L << 60);
                    }
                    channel.write(wrong.flip(), at + 8 * 200);
                    found++;
                }
            }
        }
        return found;
    }

    @Test
    void addressesForOthersAreThoseOfTheFile() {
        try (TableSnapshot snapshot = db.scan(file).snapshot()) {
            try (PartitionView view = snapshot.open(1)) {
                check(view, 1);
            }
            try (ColumnView texts = snapshot.column("text");
                    ColumnView venues = snapshot.column("venue")) {
                assertThat(venues.getString(2L * ROWS + 5)).isEqualTo(VENUES.get(5 % 3));
                ColumnChunk chunk = texts.chunks().get(1);
                assertThat(chunk.variableBytes().get(JAVA_BYTE, 4)).isEqualTo((byte) '0');
                try (ForeignRows rows = chunk.foreignRows(10, 20)) {
                    assertThat(rows.values()).isEqualTo(chunk.values().address() + 80);
                    assertThat(rows.data()).isEqualTo(chunk.variableBytes().address());
                }
            }
        }
    }
}
