package io.arenite.partitions;

/// A sealed bucket: an Arrow file, opened when somebody looks at one of its partitions.
final class SealedFile {
    void use() {}

    void unuse() {}

    SealedRun.Opened open(TableLayout table, int batch, long rows) {
        throw new UnsupportedOperationException("not yet: batch=" + batch + ", rows=" + rows + table);
    }
}
