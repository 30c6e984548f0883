package io.arenite.partitions.arrow;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.Objects;

/// Reads a column of one batch into the store's layout, a range of rows at a time. All that a range needs is
/// checked as it is read: sizes, offsets, codes, text. Where the file has the layout, the segments are the
/// file's own.
///
/// What becomes of Arrow's types: time of day is a duration since midnight; date64 is a timestamp of
/// milliseconds; timestamps are instants of UTC, with or without a zone; decimals of any width are decimal64,
/// if the value fits and the scale is 0 to 18; float16 is float32; fixed-size binary is binary; the null type
/// is bool, all null; text in a dictionary is int32 codes, other dictionaries and runs are spelled out.
public final class ArrowColumnReader {
    private final ArrowFile file;
    private final ArrowBatch batch;
    private final ArrowColumn column;
    private final ArrowField field;
    private final ColumnBytes bytes;
    private final ArrowTarget target;
    private final SegmentAllocator scratch;

    private ArrowColumnReader(
            ArrowFile file, ArrowBatch batch, ArrowColumn column, ColumnBytes bytes, SegmentAllocator scratch) {
        this.file = file;
        this.batch = batch;
        this.column = column;
        this.field = column.field();
        this.bytes = bytes;
        this.target = ArrowTarget.of(field);
        this.scratch = scratch;
        if (target == null) {
            throw unsupported();
        }
    }

    /// @param source of the same file, maybe mapped
    /// @param scratch for what has to be decompressed; lives as long as what is read
    /// @throws UnsupportedArrowException where nothing here decodes the type
    public static ArrowColumnReader open(
            ArrowFile file, ArrowSource source, ArrowBatch batch, ArrowColumn column, SegmentAllocator scratch) {
        if (ArrowTarget.of(column.field()) == null) {
            throw new UnsupportedArrowException("unsupported type: file=" + file.path() + ", field="
                    + column.field().name() + ", type=" + column.field().typeName());
        }
        ColumnBytes bytes = ColumnBytes.open(source, column, batch.compression(), scratch);
        return new ArrowColumnReader(file, batch, column, bytes, scratch);
    }

    /// Whether a column of a file in memory can be used where it lies, after [ArrowFile#verify] or a look at
    /// its offsets: not compressed, of the store's layout, and aligned to eight bytes. For symbols that is
    /// said of their codes.
    public static boolean isDirect(ArrowBatch batch, int columnIndex) {
        ArrowColumn column = batch.columns().get(columnIndex);
        return batch.compression() == ArrowCompression.NONE
                && hasStoreLayout(column.field())
                && column.buffers().stream().allMatch(range -> range.offset() % Long.BYTES == 0)
                && hasRoom(column);
    }

    private static boolean hasStoreLayout(ArrowField field) {
        if (field.dictionary() != null) {
            return field.type() instanceof ArrowType.Text
                    && field.dictionary().index().bits() == Integer.SIZE;
        }
        return switch (field.type()) {
            case ArrowType.Bool bool -> true;
            case ArrowType.Int integer -> true;
            case ArrowType.FloatingPoint number -> number.bits() > Short.SIZE;
            case ArrowType.Decimal decimal -> decimal.bits() == Long.SIZE && ArrowTarget.of(field) != null;
            case ArrowType.Date date -> true;
            case ArrowType.Time time -> time.bits() == Long.SIZE;
            case ArrowType.Timestamp timestamp -> true;
            case ArrowType.Duration duration -> true;
            case ArrowType.Text text -> text.layout() == ArrowType.Layout.OFFSETS_64;
            case ArrowType.Bytes binary -> binary.layout() == ArrowType.Layout.OFFSETS_64;
            case ArrowType.Null nothing -> false;
            case ArrowType.FixedSizeBinary binary -> false;
            case ArrowType.RunEndEncoded runs -> false;
            case ArrowType.Opaque opaque -> false;
        };
    }

    /// Whether the buffers are as long as the rows need; a column without rows may have none.
    private static boolean hasRoom(ArrowColumn column) {
        ArrowTarget target = ArrowTarget.of(column.field());
        long room = column.buffers().get(1).lengthBytes();
        long perRow = Math.max(1, target.widthBytes());
        long needed = target == ArrowTarget.BITS ? ArrowTarget.bitmapBytes(column.rows()) : column.rows();
        return room / perRow >= needed + (target == ArrowTarget.VARIABLE ? 1 : 0)
                && (column.nullCount() == 0
                        || column.buffers().get(0).lengthBytes() >= ArrowTarget.bitmapBytes(column.rows()));
    }

    /// At least as many bytes as reading a whole column takes from its allocators, where its layout is the
    /// store's: a batch of our own, compressed or not.
    ///
    /// @param source of the batch's file
    /// @throws UnsupportedArrowException for other layouts, of which only reading them tells
    public static long bytesToRead(ArrowSource source, ArrowBatch batch, int columnIndex) {
        ArrowColumn column = batch.columns().get(columnIndex);
        if (!hasStoreLayout(column.field())) {
            throw new UnsupportedArrowException("size of the decoded column is unknown: file=" + source.path()
                    + ", field=" + column.field().name() + ", type="
                    + column.field().typeName());
        }
        long bytes = 0;
        for (BufferRange range : column.buffers()) {
            long length = ColumnBytes.decompressedBytes(source, range, batch.compression());
            bytes = Math.addExact(bytes, ArrowFileLayout.align(length));
        }
        if (column.field().dictionary() != null) {
            bytes = Math.addExact(bytes, ArrowFileLayout.align(column.rows() * Integer.BYTES));
            bytes += ArrowFileLayout.align(ArrowTarget.bitmapBytes(column.rows()));
        }
        return bytes;
    }

    public ArrowField field() {
        return field;
    }

    public long rows() {
        return column.rows();
    }

    public ArrowTarget target() {
        return target;
    }

    /// The whole column.
    public ArrowVector read(SegmentAllocator memory) {
        return read(0, column.rows(), memory);
    }

    /// A range of rows. Text in a dictionary becomes its codes, as the file has them.
    public ArrowVector read(long from, long count, SegmentAllocator memory) {
        return read(from, count, null, memory);
    }

    /// A range of rows.
    ///
    /// @param codeMap for text in a dictionary: what to write for each of its codes, negative for null; null
    ///     for the codes as they are
    public ArrowVector read(long from, long count, int[] codeMap, SegmentAllocator memory) {
        Objects.checkFromIndexSize(from, count, column.rows());
        if (field.dictionary() != null) {
            return dictionary(from, count, codeMap, memory);
        }
        MemorySegment validity = validity(from, count, memory);
        FixedValues fixed = new FixedValues(bytes, column, validity, from, count, memory);
        VariableValues variable = new VariableValues(bytes, column, validity, from, count, memory);
        return switch (field.type()) {
            case ArrowType.Null nothing -> nulls(count, memory);
            case ArrowType.Bool bool -> of(count, bits(from, count, memory), validity);
            case ArrowType.Int integer -> of(count, fixed.plain(integer.bits() / Byte.SIZE), validity);
            case ArrowType.FloatingPoint number ->
                of(
                        count,
                        number.bits() == 16 ? fixed.float16ToFloat32() : fixed.plain(number.bits() / Byte.SIZE),
                        validity);
            case ArrowType.Decimal decimal -> of(count, fixed.decimal(decimal.bits() / Byte.SIZE), validity);
            case ArrowType.Date date -> of(count, fixed.plain(date.bits() / Byte.SIZE), validity);
            case ArrowType.Time time ->
                of(count, time.bits() == 32 ? fixed.int32ToInt64() : fixed.plain(Long.BYTES), validity);
            case ArrowType.Timestamp timestamp -> of(count, fixed.plain(Long.BYTES), validity);
            case ArrowType.Duration duration -> of(count, fixed.plain(Long.BYTES), validity);
            case ArrowType.Text text -> variable.decode(text.layout(), true);
            case ArrowType.Bytes binary -> variable.decode(binary.layout(), false);
            case ArrowType.FixedSizeBinary binary -> variable.fixedSize(binary.widthBytes());
            case ArrowType.RunEndEncoded runs -> {
                Runs found = runs(from, count, memory);
                yield RowGather.gather(found.values, target, found.rows, count, memory);
            }
            case ArrowType.Opaque opaque -> throw unsupported();
        };
    }

    private static ArrowVector of(long rows, MemorySegment values, MemorySegment validity) {
        return new ArrowVector(rows, values, validity, null);
    }

    private static ArrowVector nulls(long count, SegmentAllocator memory) {
        return new ArrowVector(count, BitRows.zeros(count, memory), BitRows.zeros(count, memory), null);
    }

    private MemorySegment bits(long from, long count, SegmentAllocator memory) {
        return BitRows.range(bytes.requireBits(1, column.rows()), from, count, memory);
    }

    /// Null where the column says that it has no nulls.
    private MemorySegment validity(long from, long count, SegmentAllocator memory) {
        if (column.nullCount() == 0 || bytes.count() == 0) {
            return null;
        }
        return BitRows.range(bytes.requireBits(0, column.rows()), from, count, memory);
    }

    private ArrowVector dictionary(long from, long count, int[] codeMap, SegmentAllocator memory) {
        ArrowDictionary dictionary = file.dictionary(batch, field);
        MemorySegment validity = validity(from, count, memory);
        DictionaryRows rows = new DictionaryRows(bytes, column, dictionary, validity, from, count, memory);
        return field.type() instanceof ArrowType.Text ? rows.codes(codeMap) : rows.values(target);
    }

    /// How many bytes of text and binary the whole column has beyond what its buffers tell: those that many
    /// rows share.
    public long sharedBytes(SegmentAllocator memory) {
        if (target != ArrowTarget.VARIABLE) {
            return 0;
        }
        MemorySegment validity = validity(0, column.rows(), memory);
        if (field.dictionary() != null) {
            ArrowDictionary dictionary = file.dictionary(batch, field);
            return new DictionaryRows(bytes, column, dictionary, validity, 0, column.rows(), memory).bytes();
        }
        return switch (field.type()) {
            case ArrowType.RunEndEncoded runs -> {
                Runs found = runs(0, column.rows(), memory);
                yield RowGather.bytes(found.values, found.rows, column.rows());
            }
            case ArrowType.Text(ArrowType.Layout layout)
            when layout == ArrowType.Layout.VIEWS ->
                new VariableValues(bytes, column, validity, 0, column.rows(), memory).viewBytes();
            case ArrowType.Bytes(ArrowType.Layout layout)
            when layout == ArrowType.Layout.VIEWS ->
                new VariableValues(bytes, column, validity, 0, column.rows(), memory).viewBytes();
            default -> 0;
        };
    }

    /// @param rows by row of the range, the number of its run
    private record Runs(ArrowVector values, MemorySegment rows) {}

    /// Run r has the rows from where run r - 1 ends.
    private Runs runs(long from, long count, SegmentAllocator memory) {
        ArrowColumn ends = column.children().get(0);
        if (!(ends.field().storage() instanceof ArrowType.Int type) || !type.signed() || type.bits() == 8) {
            throw unsupported();
        }
        ArrowSource source = file.source();
        MemorySegment runEnds = ColumnBytes.open(source, ends, batch.compression(), scratch)
                .require(1, ends.rows(), type.bits() / Byte.SIZE);
        ArrowColumnReader values = open(file, source, batch, column.children().get(1), scratch);
        if (values.rows() < ends.rows()) {
            throw bytes.corrupt("runs lack values", ", runs=" + ends.rows() + ", values=" + values.rows());
        }
        MemorySegment rows = memory.allocate(Math.multiplyExact(count, Long.BYTES), Long.BYTES);
        long end = 0;
        for (long run = 0; run < ends.rows() && end < from + count; run++) {
            long next = DictionaryRows.integer(runEnds, run, type);
            if (next <= end) {
                throw bytes.corrupt("runs go backwards", ", run=" + run + ", end=" + next);
            }
            for (long row = Math.max(from, end); row < Math.min(next, from + count); row++) {
                rows.setAtIndex(JAVA_LONG, row - from, run);
            }
            end = next;
        }
        if (end < from + count) {
            throw bytes.corrupt("runs end too early", ", end=" + end + ", rows=" + column.rows());
        }
        return new Runs(values.read(scratch), rows);
    }

    private UnsupportedArrowException unsupported() {
        return new UnsupportedArrowException(
                "unsupported type: file=" + file.path() + ", field=" + field.name() + ", type=" + field.typeName());
    }
}
