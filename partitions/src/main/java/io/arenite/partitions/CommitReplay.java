package io.arenite.partitions;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.arenite.partitions.log.LogReader;
import io.arenite.partitions.log.PayloadReader;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;

/// Reads what [CommitRecord] wrote, as batches for [TableWriter#append(ColumnBatch)]: without the rows of
/// buckets that segments cover, with nulls for columns that the table got later, without columns that it
/// has no more.
///
/// Rows that a commit published in one order are appended in that order: main rows of a partition are
/// sorted, its late rows follow as they arrived.
final class CommitReplay {
    private final TableLayout layout;
    private final int[] columnIds;
    private final SymbolDictionary symbols;
    private final LongUnaryOperator coveredCommit;
    private final Consumer<ColumnBatch> batches;

    // Of the record under way.
    private int rows;
    /// By column; null where the record has none.
    private final Region[] regions;
    private int[] keys = new int[0];

    /// One column of a record.
    ///
    /// @param validity null without nulls
    /// @param bytes null where the column is not variable
    private record Region(MemorySegment validity, MemorySegment values, MemorySegment bytes) {}

    /// @param columnIds by column, as the manifest has them
    /// @param coveredCommit by bucket: rows of commits up to that one are not wanted
    /// @param batches takes the rows; a batch is good until it returns
    CommitReplay(
            TableLayout layout,
            int[] columnIds,
            SymbolDictionary symbols,
            LongUnaryOperator coveredCommit,
            Consumer<ColumnBatch> batches) {
        this.layout = layout;
        this.columnIds = columnIds;
        this.symbols = symbols;
        this.coveredCommit = coveredCommit;
        this.batches = batches;
        this.regions = new Region[layout.schema.columnCount()];
    }

    /// Hands the rows of a record on.
    ///
    /// @return its commit
    /// @throws io.arenite.arena.file.CorruptFileException where it is no commit of this table, or of a
    ///     newer version
    long read(PayloadReader record, LogReader.Touched touched) {
        int kind = record.readByte();
        if (kind != CommitRecord.KIND) {
            throw record.newerKind(kind, CommitRecord.KIND);
        }
        long commit = record.readNumber("commit", 1, Long.MAX_VALUE);
        int definitions = record.readCount("symbols");
        for (int i = 0; i < definitions; i++) {
            record.readSymbol(symbols::restore);
        }
        rows = (int) record.readNumber("rows", 1, Integer.MAX_VALUE - 8L);
        int partitions = record.readCount("partitions");
        boolean isKeyed = record.readByte() != 0;
        if (isKeyed != layout.schema.hasKey()) {
            throw record.corrupt("record is of another table", ", table=" + layout.table + ", keyed=" + isKeyed);
        }
        int columns = record.readCount("columns");
        int[] ids = new int[columns];
        int[] operations = new int[columns];
        for (int i = 0; i < columns; i++) {
            ids[i] = (int) record.readNumber("column id", 0, Integer.MAX_VALUE);
            operations[i] = record.readByte();
        }
        Runs runs = readPartitions(record, partitions, isKeyed, commit, touched);
        readColumns(record, ids, operations);
        for (int i = 0; i < runs.count; i++) {
            replay(record, runs.starts[i], runs.ends[i]);
        }
        Arrays.fill(regions, null);
        return commit;
    }

    /// Rows that are wanted, as ranges.
    private static final class Runs {
        private int[] starts = new int[4];
        private int[] ends = new int[4];
        private int count;

        void add(int start, int end) {
            if (count > 0 && ends[count - 1] == start) {
                ends[count - 1] = end;
                return;
            }
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, 2 * count);
                ends = Arrays.copyOf(ends, 2 * count);
            }
            starts[count] = start;
            ends[count++] = end;
        }
    }

    private Runs readPartitions(
            PayloadReader record, int partitions, boolean isKeyed, long commit, LogReader.Touched touched) {
        keys = keys.length < rows && isKeyed ? new int[rows] : keys;
        Runs wanted = new Runs();
        long bucket = 0;
        boolean isWanted = false;
        int row = 0;
        for (int i = 0; i < partitions; i++) {
            long word = record.readNumber("partition", 0, Long.MAX_VALUE);
            if ((word & CommitRecord.IS_IN_ANOTHER_BUCKET) != 0 || i == 0) {
                bucket = record.readNumber();
                isWanted = coveredCommit.applyAsLong(bucket) < commit;
                if (isWanted) {
                    touched.touch(bucket, commit);
                }
            }
            int key = isKeyed ? (int) record.readNumber("key code", 0, Integer.MAX_VALUE) : -1;
            if (isKeyed && !symbols.isKnown(key)) {
                throw record.corrupt("record uses a symbol that is not defined", ", code=" + key);
            }
            long count = word >>> CommitRecord.PARTITION_SHIFT;
            if ((word & CommitRecord.HAS_LATE_ROWS) != 0) {
                count += record.readNumber("late rows", 1, rows);
            }
            if (count > rows - row) {
                throw record.corrupt("partitions have more rows than the record", ", rows=" + rows);
            }
            int end = row + (int) count;
            if (isKeyed) {
                Arrays.fill(keys, row, end, key);
            }
            if (isWanted) {
                wanted.add(row, end);
            }
            row = end;
        }
        if (row != rows) {
            throw record.corrupt("partitions have fewer rows than the record", ", rows=" + rows + ", found=" + row);
        }
        return wanted;
    }

    private void readColumns(PayloadReader record, int[] ids, int[] operations) {
        for (int i = 0; i < ids.length; i++) {
            int op = operations[i] & ~CommitRecord.HAS_NULLS;
            if (op < 0 || op > StoreOp.VARIABLE) {
                throw record.corrupt("column has an unknown layout", ", column id=" + ids[i] + ", layout=" + op);
            }
            boolean hasNulls = (operations[i] & CommitRecord.HAS_NULLS) != 0;
            MemorySegment validity = hasNulls ? record.readBytes(StoreOp.bitmapBytes(rows)) : null;
            MemorySegment values = record.readBytes(StoreOp.valuesBytes(op, rows));
            MemorySegment bytes = op == StoreOp.VARIABLE ? record.readBytes(checkOffsets(record, values)) : null;
            int column = columnOf(ids[i]);
            if (column < 0) {
                continue;
            }
            Column described = layout.schema.column(column);
            boolean isRequired = column == layout.schema.timestampIndex() || column == layout.schema.keyIndex();
            if (op != StoreOp.of(described.type().kind()) || isRequired && hasNulls) {
                throw record.corrupt("column is of another type", ", column=" + described + ", layout=" + op);
            }
            regions[column] = new Region(validity, values, bytes);
        }
        if (regions[layout.schema.timestampIndex()] == null) {
            throw record.corrupt("record is of another table", ", table=" + layout.table + ", timestamp=missing");
        }
    }

    private int columnOf(int id) {
        for (int column = 0; column < columnIds.length; column++) {
            if (columnIds[column] == id) {
                return column;
            }
        }
        return -1;
    }

    /// @return how many bytes they reach to
    private long checkOffsets(PayloadReader record, MemorySegment offsets) {
        long last = offsets.get(JAVA_LONG_UNALIGNED, 0);
        boolean ascend = last == 0;
        for (long row = 1; row <= rows; row++) {
            long next = offsets.get(JAVA_LONG_UNALIGNED, row << 3);
            ascend &= next >= last && next - last <= Integer.MAX_VALUE;
            last = next;
        }
        if (!ascend) {
            throw record.corrupt("offsets do not ascend from zero", "");
        }
        return last;
    }

    private void replay(PayloadReader record, int from, int to) {
        ColumnBatch batch = ColumnBatch.of(layout.schema, to - from);
        for (Column column : layout.schema.columns()) {
            int index = column.index();
            if (index == layout.schema.keyIndex()) {
                batch.values[index] = from == 0 ? keys : Arrays.copyOfRange(keys, from, to);
            } else if (regions[index] == null) {
                setNull(batch, column, to - from);
            } else {
                set(batch, column, regions[index], from, to);
            }
        }
        try {
            batches.accept(batch);
        } catch (IllegalArgumentException e) {
            throw record.corrupt("record does not fit the table", ", reason=" + e.getMessage());
        }
    }

    private static void set(ColumnBatch batch, Column column, Region region, int from, int to) {
        int index = column.index();
        int op = StoreOp.of(column.type().kind());
        batch.validity[index] = region.validity == null ? null : bits(region.validity, from, to);
        batch.values[index] = switch (op) {
            case StoreOp.BIT -> bits(region.values, from, to);
            case StoreOp.VARIABLE -> new Texts(region.values, region.bytes, from, to - from);
            default -> {
                int shift = StoreOp.EIGHT_BYTES_SHIFT - op;
                yield region.values.asSlice((long) from << shift, (long) (to - from) << shift);
            }
        };
    }

    /// A column that the table got after the record was written.
    private static void setNull(ColumnBatch batch, Column column, int count) {
        int op = StoreOp.of(column.type().kind());
        batch.validity[column.index()] = MemorySegment.ofArray(new byte[(int) StoreOp.bitmapBytes(count)]);
        MemorySegment zeros = MemorySegment.ofArray(new long[(int) (StoreOp.valuesBytes(op, count) + 7 >>> 3)]);
        batch.values[column.index()] = op == StoreOp.VARIABLE ? new Texts(zeros, zeros, 0, count) : zeros;
    }

    private static MemorySegment bits(MemorySegment bits, int from, int to) {
        if ((from & 7) == 0) {
            return bits.asSlice(from >>> 3, StoreOp.bitmapBytes(to - from));
        }
        MemorySegment shifted = MemorySegment.ofArray(new byte[(int) StoreOp.bitmapBytes(to - from)]);
        Bits.copy(bits, 0, from, shifted, 0, 0, to - from);
        return shifted;
    }

    /// Variable values of the record from a row on.
    private record Texts(MemorySegment offsets, MemorySegment bytes, int from, int rows) implements ByteValues {
        @Override
        public MemorySegment segment(int row) {
            return bytes;
        }

        @Override
        public long offset(int row) {
            return offsets.get(JAVA_LONG_UNALIGNED, (long) (from + row) << 3);
        }

        @Override
        public int length(int row) {
            return (int) (offsets.get(JAVA_LONG_UNALIGNED, (long) (from + row + 1) << 3) - offset(row));
        }
    }
}
