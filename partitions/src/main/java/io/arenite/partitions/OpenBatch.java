package io.arenite.partitions;

import io.arenite.arena.file.CorruptFileException;
import io.arenite.partitions.arrow.ArrowBatch;
import io.arenite.partitions.arrow.ArrowColumn;
import io.arenite.partitions.arrow.ArrowColumnReader;
import io.arenite.partitions.arrow.ArrowType;
import io.arenite.partitions.arrow.BufferRange;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Supplier;

/// A record batch of a mapped file as a partition's main rows: where its columns are, and which of them can
/// be read there. Opening it looks at the batch's header only.
final class OpenBatch implements ColumnLoader {
    private static final int UNKNOWN = 0;
    private static final int DIRECT = 1;
    private static final int OTHER = 2;

    private final TableLayout table;
    private final SealedFile.Mapped file;
    private final ArrowBatch batch;
    private final SealedFile.FieldChoice fields;
    private final MappedFiles mappedFiles;
    private final boolean hasChecksums;
    private final Block block;
    private final boolean[] validity;
    private final AtomicIntegerArray forms;

    OpenBatch(
            TableLayout table,
            SealedFile.Mapped file,
            ArrowBatch batch,
            SealedFile.FieldChoice fields,
            MappedFiles mappedFiles,
            boolean hasChecksums) {
        this.table = table;
        this.file = file;
        this.batch = batch;
        this.fields = fields;
        this.mappedFiles = mappedFiles;
        this.hasChecksums = hasChecksums;
        this.validity = findNullable();
        this.forms = new AtomicIntegerArray(table.slotCount);
        this.block = Block.sealed(file.arena(), layout(), this);
    }

    private boolean[] findNullable() {
        boolean[] nullable = null;
        for (int slot = 0; slot < table.slotCount; slot++) {
            int field = file.fields()[slot];
            ArrowColumn column = field < 0 ? null : batch.columns().get(field);
            if (column == null || column.nullCount() != 0 || !hasChecksums && hasHiddenNulls(column)) {
                nullable = nullable == null ? new boolean[table.slotCount] : nullable;
                nullable[slot] = true;
            }
        }
        if (nullable != null && nullable[TableLayout.TIMESTAMP_SLOT] && table.schema.hasTimestamp()) {
            throw new CorruptFileException(
                    "timestamp has nulls", file.arrow().path(), batch.block().offset(), "");
        }
        return nullable;
    }

    /// Values of somebody else's dictionary may be null, and those of runs.
    private static boolean hasHiddenNulls(ArrowColumn column) {
        return column.field().dictionary() != null || column.field().type() instanceof ArrowType.RunEndEncoded;
    }

    private BlockLayout layout() {
        int slots = table.slotCount;
        long[] values = new long[slots];
        long[] nulls = new long[slots];
        long[] variable = new long[slots];
        for (int slot = 0; slot < slots; slot++) {
            int field = file.fields()[slot];
            boolean isVariable = table.opOfSlot[slot] == StoreOp.VARIABLE;
            if (field < 0) {
                values[slot] = file.zerosOffset();
                nulls[slot] = file.zerosOffset();
                variable[slot] = isVariable ? file.zerosOffset() : -1;
                continue;
            }
            ArrowColumn column = batch.columns().get(field);
            List<BufferRange> buffers = column.buffers();
            boolean hasNulls = column.nullCount() != 0 && buffers.size() > 1;
            nulls[slot] = hasNulls ? buffers.get(0).offset() : -1;
            values[slot] = buffers.size() > 1 ? buffers.get(1).offset() : -1;
            variable[slot] = isVariable && buffers.size() > 2 ? buffers.get(2).offset() : -1;
        }
        return BlockLayout.sealed(file.arena().sizeBytes(), batch.rows(), values, nulls, variable);
    }

    boolean isAlive() {
        return file.arena().isAlive();
    }

    boolean[] validity() {
        return validity;
    }

    boolean isNullable(int slot) {
        return validity != null && validity[slot];
    }

    /// Columns where the file has them: only for those that are direct.
    Block block() {
        return block;
    }

    /// Whether these columns can be read in place.
    ///
    /// @param columns null for all
    boolean isDirect(int[] columns) {
        if (columns == null) {
            for (int slot = 0; slot < table.slotCount; slot++) {
                if (!isDirect(slot)) {
                    return false;
                }
            }
            return true;
        }
        for (int column : columns) {
            int slot = table.slotOfColumn[column];
            if (slot >= 0 && !isDirect(slot)) {
                return false;
            }
        }
        return true;
    }

    private boolean isDirect(int slot) {
        int form = forms.get(slot);
        if (form == UNKNOWN) {
            int field = file.fields()[slot];
            boolean direct = field < 0
                    || ArrowColumnReader.isDirect(batch, field)
                            && fields.symbolsOfText(field) == null
                            && fields.codeMap(file.arrow(), batch, field) == null;
            form = direct ? DIRECT : OTHER;
            forms.set(slot, form);
        }
        return form == DIRECT;
    }

    /// A block to which columns are brought as they are touched, except for those that are direct. The caller
    /// holds a lease on the file.
    ///
    /// @param mapped gives this batch again, where the file has been unmapped and mapped since
    Block decode(Supplier<OpenBatch> mapped) {
        return DecodedColumns.block(table, file, batch, fields, hasChecksums, mappedFiles, mapped);
    }

    SealedFile.Mapped file() {
        return file;
    }

    ArrowBatch batch() {
        return batch;
    }

    /// Null where the file says nothing of the column.
    ///
    /// @throws CorruptFileException where nobody understands what it says
    ColumnStatistics statistics(Column column) {
        int slot = table.slotOfColumn[column.index()];
        String text = batch.metadata().get(BucketWriter.STATISTICS);
        if (slot < 0 || text == null || !file.arrow().hasChecksums() || file.fields()[slot] < 0) {
            return null;
        }
        String[] lines = text.split("\n");
        try {
            return ColumnStatistics.parse(lines[file.fields()[slot]], column.type());
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new CorruptFileException(
                    "statistics make no sense",
                    file.arrow().path(),
                    batch.block().offset(),
                    ", column=" + column.name());
        }
    }

    /// What was written with checksums has to have them still; what somebody else has written has to make
    /// sense.
    @Override
    public void load(Block touched, int slot) {
        int field = file.fields()[slot];
        if (field >= 0) {
            DecodedColumns.check(file, batch, field, hasChecksums);
        }
    }
}
