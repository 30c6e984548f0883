package io.arenite.partitions;

import io.arenite.arena.file.FileLayer;
import io.arenite.partitions.arrow.ArrowCompression;
import java.util.Objects;

/// How a database keeps what it is told.
///
/// @param sync when a commit is on disk
/// @param logFileBytes a log file that has grown to this is followed by another
/// @param logLimitBytes the most that the log of a table may take: a commit that needs more waits until buckets are
///     sealed
/// @param sealAfterMillis a bucket that is not the newest is sealed when nothing was committed to it for so long; 0:
///     only when asked, for want of room in the log, and at the close
/// @param sealOnClose whether the close seals everything, so that the next opening has no log to read
/// @param compression of sealed files, for tables that say nothing else
/// @param acceptDamagedLog whether a log that is damaged in the middle is taken as ending there
/// @param files where the files are
public record DurableOptions(
        SyncMode sync,
        long logFileBytes,
        long logLimitBytes,
        long sealAfterMillis,
        boolean sealOnClose,
        ArrowCompression compression,
        boolean acceptDamagedLog,
        FileLayer files) {
    private static final long SMALLEST_LOG_FILE_BYTES = 4096;

    public DurableOptions {
        Objects.requireNonNull(sync, "sync");
        Objects.requireNonNull(compression, "compression");
        Objects.requireNonNull(files, "files");
        if (logFileBytes < SMALLEST_LOG_FILE_BYTES || logLimitBytes < 2 * logFileBytes) {
            throw new IllegalArgumentException("log needs room for two files: fileBytes=" + logFileBytes
                    + ", limitBytes=" + logLimitBytes + ", smallest file=" + SMALLEST_LOG_FILE_BYTES);
        }
        if (sealAfterMillis < 0) {
            throw new IllegalArgumentException("time is negative: sealAfterMillis=" + sealAfterMillis);
        }
    }

    /// On disk after 50 ms; log files of 64 MiB, 1 GiB of them at most; sealed after two quiet seconds.
    public static DurableOptions defaults() {
        return new DurableOptions(
                SyncMode.interval(50), 64L << 20, 1L << 30, 2000, true, ArrowCompression.NONE, false, FileLayer.system());
    }

    public DurableOptions withSync(SyncMode mode) {
        return new DurableOptions(
                mode,
                logFileBytes,
                logLimitBytes,
                sealAfterMillis,
                sealOnClose,
                compression,
                acceptDamagedLog,
                files);
    }

    public DurableOptions withLog(long fileBytes, long limitBytes) {
        return new DurableOptions(
                sync, fileBytes, limitBytes, sealAfterMillis, sealOnClose, compression, acceptDamagedLog, files);
    }

    public DurableOptions withSealAfterMillis(long millis) {
        return new DurableOptions(
                sync, logFileBytes, logLimitBytes, millis, sealOnClose, compression, acceptDamagedLog, files);
    }

    public DurableOptions withSealOnClose(boolean seal) {
        return new DurableOptions(
                sync, logFileBytes, logLimitBytes, sealAfterMillis, seal, compression, acceptDamagedLog, files);
    }

    public DurableOptions withCompression(ArrowCompression codec) {
        return new DurableOptions(
                sync, logFileBytes, logLimitBytes, sealAfterMillis, sealOnClose, codec, acceptDamagedLog, files);
    }

    public DurableOptions withDamagedLogAccepted(boolean accept) {
        return new DurableOptions(
                sync, logFileBytes, logLimitBytes, sealAfterMillis, sealOnClose, compression, accept, files);
    }

    /// For tests: a disk that fails.
    public DurableOptions withFiles(FileLayer layer) {
        return new DurableOptions(
                sync,
                logFileBytes,
                logLimitBytes,
                sealAfterMillis,
                sealOnClose,
                compression,
                acceptDamagedLog,
                layer);
    }
}
