package io.arenite.formats;

/// How to write a file.
///
/// @param compression of Parquet: `uncompressed`, `snappy`, `gzip`, `zstd` or `lz4`; of Arrow:
///     `uncompressed`, `lz4` or `zstd`; null: zstd for Parquet, none for Arrow. CSV is gzip if its name
///     ends in `.gz`
/// @param groupRows the most rows of a row group of Parquet and of a record batch of Arrow
public record ExportOptions(String compression, long groupRows) {
    private static final long GROUP_ROWS = 1 << 19;

    public ExportOptions {
        if (groupRows <= 0) {
            throw new IllegalArgumentException("a row group needs rows: rows=" + groupRows);
        }
    }

    public static ExportOptions defaults() {
        return new ExportOptions(null, GROUP_ROWS);
    }

    public ExportOptions withCompression(String name) {
        return new ExportOptions(name, groupRows);
    }

    public ExportOptions withGroupRows(long rows) {
        return new ExportOptions(compression, rows);
    }
}
