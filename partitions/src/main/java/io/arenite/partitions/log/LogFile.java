package io.arenite.partitions.log;

import io.arenite.arena.file.FileLayer;
import io.arenite.arena.file.OpenFile;
import io.arenite.arena.file.StorageException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.agrona.collections.Long2LongHashMap;

/// One file of a log, and for each bucket that has rows in it the highest commit of them: it can go when
/// all those are covered by segments.
final class LogFile {
    private static final String SUFFIX = ".log";
    private static final int DIGITS = 20;
    private static final long NO_COMMIT = -1;
    private static final long AHEAD_BYTES = 1 << 20;
    private static final MemorySegment ZEROS = MemorySegment.ofArray(new byte[1 << 16]);

    final Path path;
    final long firstSequence;
    final Long2LongHashMap commitsByBucket = new Long2LongHashMap(NO_COMMIT);
    long sizeBytes;
    /// From where on nothing says that the process before has brought it to disk; -1 where all is there.
    long doubtfulFrom = -1;

    /// With zeros that later records take the place of.
    long allocatedBytes;
    /// Null once nothing more is to be written.
    OpenFile file;
    /// Nothing more is to be written or synced.
    boolean isOnDisk;

    LogFile(Path path, long firstSequence, OpenFile file) {
        this.path = path;
        this.firstSequence = firstSequence;
        this.file = file;
    }

    /// A new file, whose name is on disk.
    static LogFile create(FileLayer files, Path directory, long firstSequence) {
        Path path = path(directory, firstSequence);
        if (files.exists(path)) {
            // what is left of an attempt that failed: nothing of this sequence was ever acknowledged
            files.delete(path);
        }
        OpenFile file = files.create(path);
        try {
            files.syncDirectory(directory);
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
        return new LogFile(path, firstSequence, file);
    }

    static Path path(Path directory, long firstSequence) {
        return directory.resolve("%020d%s".formatted(firstSequence, SUFFIX));
    }

    /// The first sequence of a file that has this name, or -1 where no file of a log has it.
    static long firstSequence(String name) {
        if (name.length() != DIGITS + SUFFIX.length() || !name.endsWith(SUFFIX)) {
            return -1;
        }
        long sequence = 0;
        for (int i = 0; i < DIGITS; i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9 || sequence > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            sequence = sequence * 10 + digit;
        }
        return sequence;
    }

    void touch(long bucketStartNs, long commit) {
        if (commit > commitsByBucket.get(bucketStartNs)) {
            commitsByBucket.put(bucketStartNs, commit);
        }
    }

    /// A segment has the rows of that bucket up to that commit.
    void cover(long bucketStartNs, long commit) {
        if (commitsByBucket.get(bucketStartNs) <= commit) {
            commitsByBucket.remove(bucketStartNs);
        }
    }

    /// Those that are not covered.
    long[] buckets() {
        return commitsByBucket.keySet().stream().mapToLong(Long::longValue).toArray();
    }

    boolean isCovered() {
        return commitsByBucket.isEmpty();
    }

    void endOnDisk() {
        isOnDisk = true;
        closeFile();
    }

    void closeFile() {
        OpenFile open = file;
        file = null;
        if (open != null) {
            open.close();
        }
    }

    /// Takes room ahead of the next records: a sync is several times as fast where it has no file size to
    /// bring to disk.
    ///
    /// @param fileBytes no further than this
    void allocateAhead(long fileBytes) {
        if (sizeBytes <= allocatedBytes) {
            return;
        }
        long end = Math.min(sizeBytes + AHEAD_BYTES, fileBytes);
        allocatedBytes = Math.max(sizeBytes, end);
        try {
            for (long at = sizeBytes; at < end; at += ZEROS.byteSize()) {
                file.write(at, ZEROS.asSlice(0, Math.min(ZEROS.byteSize(), end - at)));
            }
        } catch (StorageException e) {
            // The record is in the file. A disk that is full says so again at the next one.
            allocatedBytes = Long.MAX_VALUE;
        }
    }

    /// Where nothing more is written to it. It may be closed.
    void syncEnded(FileLayer files) {
        if (file != null) {
            file.sync();
            return;
        }
        try (OpenFile again = files.openForWriting(path)) {
            if (doubtfulFrom >= 0) {
                Rewrite.inPlace(again, doubtfulFrom, sizeBytes);
            }
            again.sync();
        }
        doubtfulFrom = -1;
    }

    /// Each on its own: a loss of power must not leave an older file than one that is gone. May be tried
    /// again.
    void delete(FileLayer files, Path directory) {
        closeFile();
        if (files.exists(path)) {
            files.delete(path);
        }
        files.syncDirectory(directory);
    }
}
