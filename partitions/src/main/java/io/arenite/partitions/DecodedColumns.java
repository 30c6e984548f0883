package io.arenite.partitions;

import io.arenite.arena.Arena;
import io.arenite.arena.Lease;
import io.arenite.arena.file.CorruptFileException;
import io.arenite.partitions.arrow.ArrowBatch;
import io.arenite.partitions.arrow.ArrowColumn;
import io.arenite.partitions.arrow.ArrowColumnReader;
import io.arenite.partitions.arrow.ArrowCompression;
import io.arenite.partitions.arrow.ArrowField;
import io.arenite.partitions.arrow.ArrowType;
import io.arenite.partitions.arrow.ArrowVector;
import io.arenite.partitions.arrow.BufferRange;
import io.arenite.partitions.arrow.HeapMemory;
import io.arenite.partitions.arrow.UnsupportedArrowException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.util.function.Supplier;

/// Columns that a file has in another form, compressed or of another layout: brought into an arena of their
/// own when they are first touched. An arena holds the columns of one batch; its pages are charged as they
/// are filled.
///
/// What can be read in the file stays there, for the same query: the block's segment reaches from one to the
/// other, and the arena keeps the file mapped. Offsets of text and binary are copied even so. Nobody but us
/// can change them then, and they lead to nothing but the column's bytes.
final class DecodedColumns implements ColumnLoader, SegmentAllocator {
    private static final ValueLayout.OfLong LITTLE_ENDIAN_LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(java.nio.ByteOrder.LITTLE_ENDIAN);
    private static final long MOST_BYTES = 1L << 42;
    private static final long MOST_SCRATCH_BYTES = 1 << 30;

    private final SealedFile.Mapped file;
    private final ArrowBatch batch;
    private final SealedFile.FieldChoice fields;
    private final boolean hasChecksums;
    private final MappedFiles owner;
    private final Supplier<OpenBatch> mapped;
    private final UseBit use;
    private final Arena arena;
    /// Of the arena and of the file as it was mapped at first.
    private final MemorySegment segment;
    /// Where columns lie that stay in the file; null before the first of them.
    private OpenBatch kept;
    private long usedBytes;
    private long chargedBytes;

    private DecodedColumns(
            SealedFile.Mapped file,
            ArrowBatch batch,
            SealedFile.FieldChoice fields,
            boolean hasChecksums,
            MappedFiles owner,
            Supplier<OpenBatch> mapped,
            UseBit use,
            Arena arena,
            MemorySegment segment) {
        this.use = use;
        this.file = file;
        this.batch = batch;
        this.fields = fields;
        this.hasChecksums = hasChecksums;
        this.owner = owner;
        this.mapped = mapped;
        this.arena = arena;
        this.segment = segment;
    }

    /// The caller holds a lease on the file.
    static Block block(
            TableLayout table,
            SealedFile.Mapped file,
            ArrowBatch batch,
            SealedFile.FieldChoice fields,
            boolean hasChecksums,
            MappedFiles owner,
            Supplier<OpenBatch> mapped) {
        String name = file.arrow().path().getFileName() + "[" + batch.position() + "]";
        var use = new UseBit();
        long[] values = new long[table.slotCount];
        long[] validity = new long[table.slotCount];
        long[] variable = new long[table.slotCount];
        Arena arena = owner.reserve(name, addressBytes(table, file, batch, fields));
        BlockLayout layout = BlockLayout.sealed(arena.sizeBytes(), batch.rows(), values, validity, variable);
        MemorySegment segment = arena.spanning(file.arena());
        var columns = new DecodedColumns(file, batch, fields, hasChecksums, owner, mapped, use, arena, segment);
        Block block = Block.spanning(arena, segment, layout, columns);
        // Only now: others may push it out at once, before anybody has a lease on it.
        owner.hold(arena, use);
        return block;
    }

    @Override
    public void used() {
        use.set();
    }

    /// What the batch can take at most: address space costs nothing. A compressed buffer begins with its
    /// size.
    private static long addressBytes(
            TableLayout table, SealedFile.Mapped file, ArrowBatch batch, SealedFile.FieldChoice fields) {
        long bytes = 1 << 20;
        for (int slot = 0; slot < table.slotCount; slot++) {
            bytes += (batch.rows() + 64) * 4 * Long.BYTES + 4 * BlockLayout.PAGE_BYTES;
            int field = file.fields()[slot];
            if (field >= 0) {
                bytes += 4 * bufferBytes(file, batch, batch.columns().get(field));
                bytes += fields.symbolsOfText(field) == null ? sharedBytes(file, batch, field) : 0;
            }
        }
        return Math.clamp(bytes, 1, MOST_BYTES);
    }

    /// Text that many rows share has as many copies here. What is wrong in a column is told when it is
    /// touched.
    private static long sharedBytes(SealedFile.Mapped file, ArrowBatch batch, int field) {
        ArrowField known = batch.columns().get(field).field();
        boolean isShared = known.dictionary() != null && !(known.type() instanceof ArrowType.Text)
                || known.type() instanceof ArrowType.RunEndEncoded
                || known.type() instanceof ArrowType.Text(ArrowType.Layout layout) && layout == ArrowType.Layout.VIEWS
                || known.type() instanceof ArrowType.Bytes(ArrowType.Layout bytes) && bytes == ArrowType.Layout.VIEWS;
        if (!isShared) {
            return 0;
        }
        try {
            var scratch = new HeapMemory(MOST_SCRATCH_BYTES);
            return file.arrow().reader(batch, field, scratch).sharedBytes(scratch);
        } catch (CorruptFileException | UnsupportedArrowException e) {
            return 0;
        }
    }

    private static long bufferBytes(SealedFile.Mapped file, ArrowBatch batch, ArrowColumn column) {
        long bytes = 0;
        for (BufferRange range : column.buffers()) {
            boolean isCompressed = batch.compression() != ArrowCompression.NONE && range.lengthBytes() >= Long.BYTES;
            long size =
                    isCompressed ? file.arena().segment().get(LITTLE_ENDIAN_LONG, range.offset()) : range.lengthBytes();
            bytes += Math.clamp(size, range.lengthBytes(), MOST_BYTES >> 8);
        }
        for (ArrowColumn child : column.children()) {
            bytes += bufferBytes(file, batch, child);
        }
        return bytes;
    }

    /// One column at a time: the block's lock is held. Who looks holds the columns, not the file that they
    /// come from, which may have been unmapped since.
    @Override
    public void load(Block block, int slot) {
        if (kept != null) {
            load(block, slot, kept);
            return;
        }
        while (true) {
            OpenBatch open = mapped.get();
            Lease lease = open.file().arena().tryAcquire();
            if (lease != null) {
                try (lease) {
                    load(block, slot, open);
                    return;
                }
            }
            Thread.onSpinWait();
        }
    }

    private void load(Block block, int slot, OpenBatch from) {
        long usedBefore = usedBytes;
        try {
            decode(block, slot, from);
        } catch (RuntimeException | Error e) {
            // The next try takes the same room.
            usedBytes = usedBefore;
            throw e;
        }
    }

    private void decode(Block block, int slot, OpenBatch from) {
        BlockLayout layout = block.layout;
        SealedFile.Mapped source = from.file();
        int field = source.fields()[slot];
        long rows = from.batch().rows();
        if (field < 0) {
            long zeros = offsetOf(allocate((rows + 1) * Long.BYTES, BlockLayout.LINE_BYTES));
            layout.valuesOffset[slot] = zeros;
            layout.validityOffset[slot] = zeros;
            layout.variableOffset[slot] = zeros;
            return;
        }
        if (hasChecksums) {
            check(source, from.batch(), field, true);
        }
        TextCodes.Symbols symbols = fields.symbolsOfText(field);
        if (symbols != null) {
            encode(layout, slot, from, symbols);
            return;
        }
        ArrowColumnReader reader = source.arrow().reader(from.batch(), field, this);
        ArrowVector vector = reader.read(0, rows, fields.codeMap(source.arrow(), from.batch(), field), this);
        boolean isVariable = vector.bytes() != null;
        layout.valuesOffset[slot] = isVariable ? placeOffsets(vector, from) : place(vector.values(), from);
        layout.variableOffset[slot] = isVariable ? place(vector.bytes(), from) : -1;
        if (vector.validity() != null) {
            layout.validityOffset[slot] = place(vector.validity(), from);
        } else if (from.isNullable(slot)) {
            MemorySegment ones = allocate(StoreOp.bitmapBytes(rows), BlockLayout.LINE_BYTES);
            layout.validityOffset[slot] = offsetOf(ones.fill((byte) -1));
        } else {
            layout.validityOffset[slot] = -1;
        }
    }

    /// Text as codes. What had to be decompressed for it gives its room to the next column.
    private void encode(BlockLayout layout, int slot, OpenBatch from, TextCodes.Symbols symbols) {
        long rows = from.batch().rows();
        MemorySegment codes = allocate(rows * Integer.BYTES, BlockLayout.LINE_BYTES);
        MemorySegment validity =
                from.isNullable(slot) ? allocate(StoreOp.bitmapBytes(rows), BlockLayout.LINE_BYTES) : null;
        if (validity != null) {
            validity.fill((byte) -1);
        }
        long usedAfter = usedBytes;
        ArrowColumnReader reader =
                from.file().arrow().reader(from.batch(), from.file().fields()[slot], this);
        try {
            new TextCodes(symbols).read(reader, codes, validity);
        } catch (IndexOutOfBoundsException e) {
            throw new CorruptFileException(
                    "file has changed while it was read",
                    file.arrow().path(),
                    from.batch().block().offset(),
                    ", column=" + reader.field().name());
        }
        usedBytes = usedAfter;
        layout.valuesOffset[slot] = offsetOf(codes);
        layout.validityOffset[slot] = validity == null ? -1 : offsetOf(validity);
        layout.variableOffset[slot] = -1;
    }

    /// The file may have changed since its offsets were checked: the copies are what counts.
    private long placeOffsets(ArrowVector vector, OpenBatch from) {
        MemorySegment offsets = vector.values();
        if (isPartOf(arena.segment(), offsets)) {
            return offsetOf(offsets);
        }
        MemorySegment own = allocate(offsets.byteSize(), BlockLayout.LINE_BYTES).copyFrom(offsets);
        long before = 0;
        for (long row = 0; row <= vector.rows(); row++) {
            long offset = own.getAtIndex(ValueLayout.JAVA_LONG, row);
            if (offset < before || offset > vector.bytes().byteSize()) {
                throw new CorruptFileException(
                        "file has changed while it was read",
                        file.arrow().path(),
                        from.batch().block().offset(),
                        ", row=" + row + ", offset=" + offset);
            }
            before = offset;
        }
        return offsetOf(own);
    }

    /// Where it is, if it is in the arena or in the file and aligned; otherwise a copy in the arena.
    private long place(MemorySegment part, OpenBatch from) {
        if (isPartOf(arena.segment(), part)) {
            return offsetOf(part);
        }
        MemorySegment whole = from.file().arena().segment();
        boolean staysInFile = isPartOf(whole, part) && isPartOf(segment, whole) && part.address() % Long.BYTES == 0;
        if (!staysInFile) {
            return offsetOf(allocate(part.byteSize(), BlockLayout.LINE_BYTES).copyFrom(part));
        }
        keep(from);
        return offsetOf(part);
    }

    private void keep(OpenBatch from) {
        if (kept == null) {
            arena.keep(from.file().arena().acquire());
            kept = from;
            owner.keeps(arena, from.file().arena());
        }
    }

    private static boolean isPartOf(MemorySegment whole, MemorySegment part) {
        long offset = part.address() - whole.address();
        return part.isNative() && offset >= 0 && offset <= whole.byteSize() - part.byteSize();
    }

    private long offsetOf(MemorySegment part) {
        return part.address() - segment.address();
    }

    @Override
    public MemorySegment allocate(long bytes, long alignment) {
        long from = BlockLayout.roundUp(usedBytes, Math.max(alignment, BlockLayout.LINE_BYTES));
        if (bytes > arena.sizeBytes() - from) {
            throw new CorruptFileException(
                    "batch is larger than it says",
                    file.arrow().path(),
                    batch.block().offset(),
                    ", bytes=" + bytes + ", room=" + (arena.sizeBytes() - from));
        }
        long upTo = BlockLayout.roundUp(from + bytes, BlockLayout.PAGE_BYTES);
        if (upTo > chargedBytes) {
            owner.commit(arena, chargedBytes, upTo - chargedBytes);
            chargedBytes = upTo;
        }
        usedBytes = from + bytes;
        return arena.segment().asSlice(from, bytes);
    }

    /// Offsets inside, codes in the dictionary, text in UTF-8; or the bytes that were written.
    static void check(SealedFile.Mapped file, ArrowBatch batch, int field, boolean hasChecksums) {
        if (hasChecksums) {
            file.arrow().verify(file.source(), batch, field);
            return;
        }
        try {
            var scratch = new HeapMemory(BlockLayout.PAGE_BYTES);
            file.arrow().reader(batch, field, scratch).read(scratch);
        } catch (IndexOutOfBoundsException e) {
            throw new CorruptFileException(
                    "file is shorter than it was",
                    file.arrow().path(),
                    batch.block().offset(),
                    ", column=" + batch.columns().get(field).field().name());
        }
    }
}
