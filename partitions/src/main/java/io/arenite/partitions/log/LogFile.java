package io.arenite.partitions.log;

import io.arenite.arena.file.OpenFile;
import java.nio.file.Path;
import org.agrona.collections.Long2LongHashMap;

/// One file of a log, and for each bucket that has rows in it the highest commit of them: it can go when
/// all those are covered by segments.
final class LogFile {
    private static final String SUFFIX = ".log";
    private static final int DIGITS = 20;
    private static final long NO_COMMIT = -1;

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
}
