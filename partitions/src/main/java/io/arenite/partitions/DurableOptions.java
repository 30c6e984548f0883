package io.arenite.partitions;

import io.arenite.arena.file.FileLayer;
import io.arenite.partitions.arrow.ArrowCompression;
import io.arenite.partitions.log.LogOptions;
import io.arenite.partitions.log.SyncMode;
import java.util.Objects;

/// How a database keeps what it is told.
///
/// @param log when a commit is on disk, and how large a table's log may become: a commit that needs more
///     seals first
/// @param sealAfterMillis a bucket that is not the newest is sealed when nothing was committed to it for so
///     long; 0: only when asked, for want of room in the log, and at the close
/// @param sealOnClose whether the close seals everything, so that the next opening has no log to read
/// @param compression of sealed files, for tables that say nothing else
/// @param acceptDamagedLog whether a log that is damaged in the middle is taken as ending there
/// @param manifestBytes a table's manifest is not written anew, without what is of no more use, while it is
///     smaller
/// @param files where the files are
public record DurableOptions(
        LogOptions log,
        long sealAfterMillis,
        boolean sealOnClose,
        ArrowCompression compression,
        boolean acceptDamagedLog,
        long manifestBytes,
        FileLayer files) {
    private static final long LOG_LIMIT_BYTES = 1L << 30;
    private static final long SEAL_AFTER_MILLIS = 2000;
    private static final long MANIFEST_BYTES = 64 << 10;

    public DurableOptions {
        Objects.requireNonNull(log, "log");
        Objects.requireNonNull(compression, "compression");
        Objects.requireNonNull(files, "files");
        if (sealAfterMillis < 0) {
            throw new IllegalArgumentException("time is negative: sealAfterMillis=" + sealAfterMillis);
        }
        if (manifestBytes < 0) {
            throw new IllegalArgumentException("size is negative: manifestBytes=" + manifestBytes);
        }
    }

    /// On disk after 50 ms; log files of 64 MiB, 1 GiB of them at most; sealed after two quiet seconds.
    public static DurableOptions defaults() {
        return new DurableOptions(
                new LogOptions(SyncMode.interval(), LogOptions.DEFAULT_FILE_BYTES, LOG_LIMIT_BYTES),
                SEAL_AFTER_MILLIS,
                true,
                ArrowCompression.NONE,
                false,
                MANIFEST_BYTES,
                FileLayer.system());
    }

    public DurableOptions withSync(SyncMode mode) {
        return with(new LogOptions(mode, log.fileBytes(), log.limitBytes()));
    }

    /// @param limitBytes room for two files at least
    public DurableOptions withLogBytes(long fileBytes, long limitBytes) {
        return with(new LogOptions(log.mode(), fileBytes, limitBytes));
    }

    private DurableOptions with(LogOptions logOptions) {
        return new DurableOptions(
                logOptions, sealAfterMillis, sealOnClose, compression, acceptDamagedLog, manifestBytes, files);
    }

    public DurableOptions withSealAfterMillis(long millis) {
        return new DurableOptions(log, millis, sealOnClose, compression, acceptDamagedLog, manifestBytes, files);
    }

    public DurableOptions withSealOnClose(boolean seal) {
        return new DurableOptions(log, sealAfterMillis, seal, compression, acceptDamagedLog, manifestBytes, files);
    }

    public DurableOptions withCompression(ArrowCompression codec) {
        return new DurableOptions(log, sealAfterMillis, sealOnClose, codec, acceptDamagedLog, manifestBytes, files);
    }

    public DurableOptions withDamagedLogAccepted(boolean accept) {
        return new DurableOptions(log, sealAfterMillis, sealOnClose, compression, accept, manifestBytes, files);
    }

    /// Tests write it anew sooner.
    public DurableOptions withManifestBytes(long bytes) {
        return new DurableOptions(log, sealAfterMillis, sealOnClose, compression, acceptDamagedLog, bytes, files);
    }

    /// For tests: a disk that fails.
    public DurableOptions withFiles(FileLayer layer) {
        return new DurableOptions(
                log, sealAfterMillis, sealOnClose, compression, acceptDamagedLog, manifestBytes, layer);
    }
}
