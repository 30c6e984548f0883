package io.arenite.partitions.arrow;

import io.arenite.arena.file.CorruptFileException;

/// Compares the bytes of a column with the checksums that its batch carries.
final class ColumnChecksums {
    private ColumnChecksums() {}

    /// Does nothing where the batch has none.
    ///
    /// @param source of the batch's file, maybe mapped
    static void verify(ArrowSource source, ArrowBatch batch, int columnIndex) {
        String checksums = batch.metadata().get(Checksums.KEY);
        if (checksums == null) {
            return;
        }
        int index = firstBuffer(batch, columnIndex);
        ArrowColumn column = batch.columns().get(columnIndex);
        for (BufferRange range : column.buffers()) {
            int actual = Checksums.of(source.slice(range.offset(), range.lengthBytes()));
            if (!Checksums.matches(checksums, index++, actual)) {
                throw new CorruptFileException(
                        "checksum is wrong",
                        source.path(),
                        range.offset(),
                        ", column=" + column.field().name() + ", bytes=" + range.lengthBytes());
            }
        }
    }

    /// Batches with checksums are our own, and have no nested columns.
    private static int firstBuffer(ArrowBatch batch, int columnIndex) {
        int index = 0;
        for (ArrowColumn column : batch.columns().subList(0, columnIndex)) {
            index += column.buffers().size();
        }
        return index;
    }
}
