package io.arenite.partitions;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Appends a batch: chunk by chunk, a counting sort of the rows by partition, then each partition takes its rows column
/// by column. So the writes of a partition are together, and what is read jumps about in a chunk that is in the cache.
/// All rows or none: a journal takes back what was written when a limit is reached. Keeps its scratch arrays.
final class BulkAppend {
    private static final int CHUNK_ROWS = 16_384;

    private final TableWriter writer;
    private final TableLayout layout;
    private final SymbolDictionary symbols;
    private final BulkJournal journal = new BulkJournal();
    private final RunGather gather = new RunGather();

    private final int[] groupOfRow = new int[CHUNK_ROWS];
    private final int[] order = new int[CHUNK_ROWS];
    private final int[] lateOrder = new int[CHUNK_ROWS];
    /// Codes of symbols that came as text.
    private final int[][] codesByColumn;

    private int[] groupEnd = new int[64];
    private Partition[] groups = new Partition[64];
    private int groupCount;
    private int stamp;

    BulkAppend(TableWriter writer, TableLayout layout, SymbolDictionary symbols) {
        this.writer = writer;
        this.layout = layout;
        this.symbols = symbols;
        this.codesByColumn = new int[layout.schema.columnCount()][];
    }

    void append(ColumnBatch batch) {
        Object[] columns = batch.values.clone();
        for (Column column : layout.schema.columns()) {
            if (column.type().kind() == ColumnType.Kind.SYMBOL) {
                columns[column.index()] = codes(batch, column);
            }
        }
        gather.begin(batch, columns, layout);
        journal.begin();
        try {
            for (int from = 0; from < batch.rows(); from += CHUNK_ROWS) {
                appendChunk(columns, from, Math.min(CHUNK_ROWS, batch.rows() - from));
            }
        } catch (RuntimeException | Error e) {
            journal.undo();
            throw e;
        } finally {
            gather.end();
            Arrays.fill(groups, null);
        }
    }

    /// Symbols as codes, all of which exist; the key has no nulls.
    private int[] codes(ColumnBatch batch, Column column) {
        int rows = batch.rows();
        boolean isKey = column.index() == layout.schema.keyIndex();
        if (isKey && batch.mayHaveNulls(column.index())) {
            throw new IllegalArgumentException(
                    "key must not be null: table=" + layout.table + ", column=" + column.name());
        }
        return switch (batch.values[column.index()]) {
            case String[] texts -> {
                int[] codes = scratch(column.index(), rows);
                for (int row = 0; row < rows; row++) {
                    codes[row] = texts[row] == null ? 0 : symbols.intern(texts[row]);
                }
                yield codes;
            }
            case int[] given -> requireKnown(given, batch, column);
            case MemorySegment segment ->
                requireKnown(segment.asSlice(0, rows * 4L).toArray(JAVA_INT), batch, column);
            default -> throw new AssertionError("unknown symbol column: column=" + column.name());
        };
    }

    private int[] scratch(int column, int rows) {
        if (codesByColumn[column] == null || codesByColumn[column].length < rows) {
            codesByColumn[column] = new int[rows];
        }
        return codesByColumn[column];
    }

    private int[] requireKnown(int[] codes, ColumnBatch batch, Column column) {
        int size = symbols.size();
        boolean hasGaps = symbols.hasGaps();
        for (int row = 0; row < batch.rows(); row++) {
            int code = codes[row];
            boolean isKnown = code >= 0 && code < size && !(hasGaps && !symbols.isKnown(code));
            if (!isKnown && !batch.isNull(column.index(), row)) {
                throw new IllegalArgumentException("unknown symbol code: table=" + layout.table + ", column="
                        + column.name() + ", row=" + row + ", code=" + codes[row] + ", symbols=" + size);
            }
        }
        return codes;
    }

    private void appendChunk(Object[] columns, int from, int count) {
        Object timestamps = columns[layout.schema.timestampIndex()];
        int[] keys = layout.keyPosition < 0 ? null : (int[]) columns[layout.schema.keyIndex()];
        long[] tsNs = gather.timestamps(timestamps, from, count);
        group(tsNs, keys, from, count);
        for (int group = 0; group < groupCount; group++) {
            int start = group == 0 ? 0 : groupEnd[group - 1];
            appendGroup(groups[group], tsNs, from, start, groupEnd[group]);
        }
    }

    /// Sorts the chunk's rows by partition, stably: `order` holds row numbers of the chunk.
    private void group(long[] tsNs, int[] keys, int from, int count) {
        stamp++;
        groupCount = 0;
        for (int i = 0; i < count; i++) {
            Partition partition = writer.partition(tsNs[i], keys == null ? 0 : keys[from + i]);
            if (partition.bulkStamp != stamp) {
                startGroup(partition);
            }
            int group = partition.bulkGroup;
            groupOfRow[i] = group;
            groupEnd[group]++;
        }
        int end = 0;
        for (int group = 0; group < groupCount; group++) {
            int size = groupEnd[group];
            groupEnd[group] = end;
            end += size;
        }
        for (int i = 0; i < count; i++) {
            order[groupEnd[groupOfRow[i]]++] = i;
        }
    }

    private void startGroup(Partition partition) {
        if (groupCount == groups.length) {
            groups = Arrays.copyOf(groups, groupCount * 2);
            groupEnd = Arrays.copyOf(groupEnd, groupCount * 2);
        }
        partition.bulkStamp = stamp;
        partition.bulkGroup = groupCount;
        groupEnd[groupCount] = 0;
        groups[groupCount++] = partition;
    }

    /// Rows that are late go to the late run, the others to the main run.
    private void appendGroup(Partition partition, long[] tsNs, int from, int start, int end) {
        boolean sealed = partition.sealed != null && partition.isSealed(latest(tsNs, start, end));
        journal.note(partition);
        int mainEnd = start;
        int lateEnd = 0;
        long lastNs = partition.lastTsNs;
        boolean unsorted = partition.unsorted;
        for (int i = start; i < end; i++) {
            int row = order[i];
            long ts = tsNs[row];
            if (sealed) {
                lateOrder[lateEnd++] = row;
            } else if (ts >= lastNs) {
                lastNs = ts;
                order[mainEnd++] = row;
            } else if (ts >= partition.publishedTsNs) {
                unsorted = true;
                order[mainEnd++] = row;
            } else {
                lateOrder[lateEnd++] = row;
            }
        }
        if (mainEnd > start) {
            gather.append(partition.main, order, start, mainEnd, from);
        }
        if (lateEnd > 0) {
            gather.append(partition.late(), lateOrder, 0, lateEnd, from);
        }
        partition.lastTsNs = lastNs;
        partition.unsorted = unsorted;
        writer.touch(partition);
    }

    private long latest(long[] tsNs, int start, int end) {
        long latest = Long.MIN_VALUE;
        for (int i = start; i < end; i++) {
            latest = Math.max(latest, tsNs[order[i]]);
        }
        return latest;
    }
}
