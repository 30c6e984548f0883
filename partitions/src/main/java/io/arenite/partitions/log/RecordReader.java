package io.arenite.partitions.log;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.file.CorruptFileException;
import io.arenite.arena.file.OpenFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// Reads the records of a file in order and trusts nothing in it. Reads ahead by a mebibyte; the same
/// memory for one file after another. One thread's at a time.
final class RecordReader implements AutoCloseable {
    private static final long WINDOW_BYTES = 1 << 20;

    private static final byte[] MARK = {0, 'o', 'n', ' ', 'd', 'i', 's', 'k'};

    private final Scratch scratch;
    private OpenFile file;
    private long fileBytes;
    private long windowStart;
    private long windowBytes;

    private long position;
    private long expectedSequence;

    // Of the record that was read last.
    private long offset;
    private long sequence;
    private long durable;
    private MemorySegment payload;

    /// Null while nothing is wrong.
    private String fault;

    RecordReader(MemoryPool pool, MemoryAccount account) {
        scratch = new Scratch(pool, account, WINDOW_BYTES);
    }

    /// From that record of the file on, as the file is now.
    RecordReader open(OpenFile from, long start, long firstSequence) {
        file = from;
        fileBytes = from.sizeBytes();
        windowBytes = 0;
        position = start;
        expectedSequence = firstSequence;
        fault = null;
        payload = null;
        return this;
    }

    /// @return false at the end, also where only zeros follow, and at what is not the next record: then
    ///     [#fault] says why
    boolean next() {
        fault = check(position, expectedSequence);
        if (fault != null && isZeroFrom(position)) {
            // room that was taken ahead, or that a file system gave for a write that it then lost
            fault = null;
            return false;
        }
        if (fault != null || position == fileBytes) {
            return false;
        }
        MemorySegment header = window(position, RecordFrame.PAYLOAD_OFFSET);
        int length = RecordFrame.length(header);
        offset = position;
        sequence = expectedSequence++;
        durable = RecordFrame.durable(header);
        payload = window(position, RecordFrame.frameBytes(length)).asSlice(RecordFrame.PAYLOAD_OFFSET, length);
        position += RecordFrame.frameBytes(length);
        return true;
    }

    /// What is wrong with the bytes there as a record with that sequence; null if nothing, and at the end
    /// of the file.
    private String check(long at, long wantedSequence) {
        long left = fileBytes - at;
        if (left == 0) {
            return null;
        }
        if (left < RecordFrame.PAYLOAD_OFFSET) {
            return "record is cut off";
        }
        MemorySegment header = window(at, RecordFrame.PAYLOAD_OFFSET);
        int length = RecordFrame.length(header);
        if (length <= 0 || length > RecordFrame.LARGEST_PAYLOAD_BYTES) {
            return "record length is out of range";
        }
        if (RecordFrame.frameBytes(length) > left) {
            return "record is cut off";
        }
        if (RecordFrame.sequence(header) != wantedSequence) {
            return "record has another sequence";
        }
        long end = RecordFrame.frameBytes(length);
        MemorySegment frame = window(at, end);
        return RecordFrame.checksum(frame) == RecordFrame.checksum(frame, end) ? null : "checksum is wrong";
    }

    private boolean isZeroFrom(long start) {
        for (long at = start; at < fileBytes; at += WINDOW_BYTES) {
            long count = Math.min(WINDOW_BYTES, fileBytes - at);
            MemorySegment bytes = window(at, count);
            for (long i = 0; i < count; i++) {
                if (bytes.get(JAVA_BYTE, i) != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /// Looks behind a fault for a record that was written when all before `missing` was on disk. Where
    /// there is one, the disk has lost what it had.
    boolean hasProofOfLoss(long missing) {
        long records = (fileBytes - position) / RecordFrame.frameBytes(1);
        for (long at = position; fileBytes - at > RecordFrame.PAYLOAD_OFFSET; at += RecordFrame.ALIGNMENT) {
            MemorySegment header = window(at, RecordFrame.PAYLOAD_OFFSET);
            long candidate = RecordFrame.sequence(header);
            long before = RecordFrame.durable(header);
            boolean isPlausible = candidate >= expectedSequence
                    && candidate - expectedSequence <= records
                    && before > missing
                    && before <= candidate;
            if (isPlausible && check(at, candidate) == null) {
                return true;
            }
        }
        return false;
    }

    /// Bytes of the file, good until the next call.
    private MemorySegment window(long start, long count) {
        if (start < windowStart || start + count > windowStart + windowBytes) {
            long wanted = Math.min(fileBytes - start, Math.max(count, WINDOW_BYTES));
            MemorySegment memory = scratch.atLeast(wanted, 0).asSlice(0, wanted);
            windowBytes = 0;
            windowStart = start;
            windowBytes = file.read(start, memory);
            if (windowBytes < count) {
                throw new CorruptFileException(
                        "file has become shorter", file.path(), start, ", wanted=" + count + ", read=" + windowBytes);
            }
        }
        return scratch.segment().asSlice(start - windowStart, count);
    }

    /// Why the bytes at [#position] are no record; null at the end of the file.
    String fault() {
        return fault;
    }

    Path path() {
        return file.path();
    }

    /// Where the next record begins, or what is none.
    long position() {
        return position;
    }

    long fileBytes() {
        return fileBytes;
    }

    long expectedSequence() {
        return expectedSequence;
    }

    // Of the record that was read last.

    long offset() {
        return offset;
    }

    long sequence() {
        return sequence;
    }

    long durable() {
        return durable;
    }

    /// Good until the next record.
    PayloadReader payload() {
        return new PayloadReader(file.path(), offset, payload);
    }

    /// A record that says only that those before it are on disk.
    static void writeMark(RecordBuffer empty) {
        for (byte each : MARK) {
            empty.writeByte(each);
        }
    }

    boolean isMark() {
        return payload.byteSize() == MARK.length && payload.mismatch(MemorySegment.ofArray(MARK)) < 0;
    }

    /// It can be used again after this.
    @Override
    public void close() {
        scratch.close();
        windowBytes = 0;
    }
}
