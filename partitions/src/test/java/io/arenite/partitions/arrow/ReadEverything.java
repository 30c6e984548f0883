package io.arenite.partitions.arrow;

import io.arenite.arena.file.CorruptFileException;

/// Reads all columns of a file that may be damaged, as an import would: a range of rows at a time, within a
/// limit.
final class ReadEverything {
    private static final long CHUNK_ROWS = 65_536;
    private static final long LIMIT_BYTES = 64 << 20;

    /// What came of a file.
    ///
    /// @param rows of the batches before the first error
    /// @param error null where there was none
    record Outcome(long rows, RuntimeException error) {}

    private ReadEverything() {}

    /// The only two exceptions that a reader may throw; any other one passes.
    static Outcome of(ArrowSource source) {
        long rows = 0;
        try {
            ArrowFile file = ArrowFile.open(source);
            for (int index = 0; index < file.batchCount(); index++) {
                ArrowBatch batch = file.batch(index);
                for (int column = 0; column < batch.columns().size(); column++) {
                    if (ArrowTarget.of(file.schema().fields().get(column)) != null) {
                        read(file, batch, column);
                    }
                }
                rows += batch.rows();
            }
            return new Outcome(rows, null);
        } catch (CorruptFileException | UnsupportedArrowException clear) {
            return new Outcome(rows, clear);
        }
    }

    private static void read(ArrowFile file, ArrowBatch batch, int column) {
        ArrowColumnReader reader = file.reader(batch, column, new HeapMemory(LIMIT_BYTES));
        ArrowColumnReader.isDirect(batch, column);
        ArrowField field = reader.field();
        String[] texts = field.dictionary() != null && field.type() instanceof ArrowType.Text
                ? file.dictionary(batch, column).texts()
                : null;
        for (long from = 0; from < batch.rows(); from += CHUNK_ROWS) {
            long count = Math.min(CHUNK_ROWS, batch.rows() - from);
            ArrowVector vector = reader.read(from, count, new HeapMemory(LIMIT_BYTES));
            VectorTexts.of(vector, field, texts);
        }
    }
}
