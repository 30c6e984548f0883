package io.arenite.partitions.log;

/// How a table's log is written.
///
/// @param fileBytes a file that has become as large is followed by a new one
/// @param limitBytes where all files together have become as large, a commit seals first
public record LogOptions(SyncMode mode, long fileBytes, long limitBytes) {
    public static final long DEFAULT_FILE_BYTES = 64L << 20;
    public static final long DEFAULT_LIMIT_BYTES = 4L << 30;

    public LogOptions {
        if (fileBytes <= 0 || limitBytes < 2 * fileBytes) {
            throw new IllegalArgumentException(
                    "log limit must allow two files: file bytes=" + fileBytes + ", limit bytes=" + limitBytes);
        }
    }

    public static LogOptions of(SyncMode mode) {
        return new LogOptions(mode, DEFAULT_FILE_BYTES, DEFAULT_LIMIT_BYTES);
    }
}
