package io.arenite.partitions.log;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;

/// How a record lies in a file; all numbers are little-endian.
///
///     0        4        8          16        24
///     | CRC32C | length | sequence | durable | payload, length bytes | zeros up to a multiple of 8 |
///
/// - *CRC32C*: of all bytes after it, the zeros too
/// - *length*: of the payload alone, from 1 to 2^31 - 64
/// - *sequence*: one more than that of the record before, also from file to file
/// - *durable*: when this record was written, all records below this sequence were on disk. So where one of
///   those is broken the disk has lost what it had; where none says so, a loss of power took what had not
///   been synced.
final class RecordFrame {
    static final int CHECKSUM_OFFSET = 0;
    static final int LENGTH_OFFSET = 4;
    static final int SEQUENCE_OFFSET = 8;
    static final int DURABLE_OFFSET = 16;
    static final int PAYLOAD_OFFSET = 24;
    static final int ALIGNMENT = 8;
    static final long LARGEST_PAYLOAD_BYTES = Integer.MAX_VALUE - 63L;

    private RecordFrame() {}

    /// Header, payload and padding.
    static long frameBytes(long payloadBytes) {
        return PAYLOAD_OFFSET + align(payloadBytes);
    }

    static long align(long bytes) {
        return bytes + ALIGNMENT - 1 & -ALIGNMENT;
    }

    /// Writes header and padding around the payload, which is in place.
    static void seal(MemorySegment frame, long payloadBytes, long sequence, long durable) {
        long end = frameBytes(payloadBytes);
        for (long at = PAYLOAD_OFFSET + payloadBytes; at < end; at++) {
            frame.set(JAVA_BYTE, at, (byte) 0);
        }
        frame.set(JAVA_INT_UNALIGNED, LENGTH_OFFSET, (int) payloadBytes);
        frame.set(JAVA_LONG_UNALIGNED, SEQUENCE_OFFSET, sequence);
        frame.set(JAVA_LONG_UNALIGNED, DURABLE_OFFSET, durable);
        frame.set(JAVA_INT_UNALIGNED, CHECKSUM_OFFSET, checksum(frame, end));
    }

    static int length(MemorySegment header) {
        return header.get(JAVA_INT_UNALIGNED, LENGTH_OFFSET);
    }

    static int checksum(MemorySegment header) {
        return header.get(JAVA_INT_UNALIGNED, CHECKSUM_OFFSET);
    }

    static long sequence(MemorySegment header) {
        return header.get(JAVA_LONG_UNALIGNED, SEQUENCE_OFFSET);
    }

    static long durable(MemorySegment header) {
        return header.get(JAVA_LONG_UNALIGNED, DURABLE_OFFSET);
    }

    /// What the checksum of a frame that ends at `end` has to be.
    static int checksum(MemorySegment frame, long end) {
        CRC32C checksum = new CRC32C();
        checksum.update(frame.asSlice(LENGTH_OFFSET, end - LENGTH_OFFSET).asByteBuffer());
        return (int) checksum.getValue();
    }
}
