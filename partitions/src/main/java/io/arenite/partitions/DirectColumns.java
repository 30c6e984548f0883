package io.arenite.partitions;

import io.arenite.arena.file.CorruptFileException;
import io.arenite.partitions.arrow.ArrowBatch;
import io.arenite.partitions.arrow.ArrowColumn;
import io.arenite.partitions.arrow.ArrowColumnReader;
import io.arenite.partitions.arrow.BufferRange;
import java.lang.foreign.Arena;
import java.util.List;

/// Columns that kernels read where the mapped file has them; each is checked when it is first touched.
final class DirectColumns implements ColumnLoader {
    private final SealedFile.Mapped file;
    private final ArrowBatch batch;
    private final boolean hasChecksums;

    private DirectColumns(SealedFile.Mapped file, ArrowBatch batch, boolean hasChecksums) {
        this.file = file;
        this.batch = batch;
        this.hasChecksums = hasChecksums;
    }

    /// Whether all columns of the batch lie as blocks have them.
    static boolean isDirect(
            TableLayout table, SealedFile.Mapped file, ArrowBatch batch, SealedFile.FieldChoice fields) {
        for (int slot = 0; slot < table.slotCount; slot++) {
            int field = file.fields()[slot];
            if (field >= 0
                    && (!ArrowColumnReader.isDirect(batch, field)
                            || fields.codeMap(file.arrow(), batch, field) != null)) {
                return false;
            }
        }
        return true;
    }

    static Block block(TableLayout table, SealedFile.Mapped file, ArrowBatch batch, boolean hasChecksums) {
        int slots = table.slotCount;
        long[] values = new long[slots];
        long[] validity = new long[slots];
        long[] variable = new long[slots];
        for (int slot = 0; slot < slots; slot++) {
            int field = file.fields()[slot];
            boolean isVariable = table.opOfSlot[slot] == StoreOp.VARIABLE;
            if (field < 0) {
                values[slot] = file.zerosOffset();
                validity[slot] = file.zerosOffset();
                variable[slot] = isVariable ? file.zerosOffset() : -1;
                continue;
            }
            ArrowColumn column = batch.columns().get(field);
            List<BufferRange> buffers = column.buffers();
            // an empty column's buffers may be anywhere
            validity[slot] = column.nullCount() == 0 ? -1 : buffers.get(0).offset();
            values[slot] = buffers.get(1).offset();
            variable[slot] = isVariable ? buffers.get(2).offset() : -1;
        }
        BlockLayout layout = BlockLayout.sealed(file.arena().sizeBytes(), batch.rows(), values, validity, variable);
        return Block.sealed(file.arena(), layout, new DirectColumns(file, batch, hasChecksums));
    }

    @Override
    public void load(Block block, int slot) {
        int field = file.fields()[slot];
        if (field < 0) {
            return;
        }
        check(file, batch, field, hasChecksums);
    }

    /// What was written with checksums has to have them still; what somebody else has written has to make
    /// sense: offsets inside, codes in the dictionary, text in UTF-8.
    static void check(SealedFile.Mapped file, ArrowBatch batch, int field, boolean hasChecksums) {
        if (hasChecksums) {
            file.arrow().verify(file.source(), batch, field);
            return;
        }
        try (Arena scratch = Arena.ofConfined()) {
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
