package io.arenite.partitions;

import io.arenite.arena.Arena;
import org.agrona.BitUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/// Rows on their way from producers to the writer: Agrona's ring over an arena of the table's account. One message is
/// one row, in the numbering of [RowBuilder]:
///
///     | value of position 0 (timestamp) | ... | value of the last position | null bits | bytes of utf8 and binary |
///       8 bytes each                                                         1 per position, rounded up to 8
final class FeedRing {
    private static final int ROW = 1;

    private final TableLayout table;
    private final Arena arena;
    private final ManyToOneRingBuffer ring;
    private final int nullsOffset;
    private final int bytesOffset;

    private FeedRing(TableLayout table, Arena arena, ManyToOneRingBuffer ring) {
        this.table = table;
        this.arena = arena;
        this.ring = ring;
        int positions = table.columnOfPosition.length;
        this.nullsOffset = positions * Long.BYTES;
        this.bytesOffset = nullsOffset + BitUtil.align(positions, 64) / 8;
    }

    static FeedRing allocate(TableStore store, int ringBytes) {
        long bytes =
                BlockLayout.roundUp((long) ringBytes + RingBufferDescriptor.TRAILER_LENGTH, BlockLayout.PAGE_BYTES);
        BlockSource blocks = store.blocks();
        Arena arena = blocks.pool().allocate(store.name() + ".feed", bytes, blocks.account());
        try {
            arena.commit(0, bytes);
            int length = ringBytes + RingBufferDescriptor.TRAILER_LENGTH;
            UnsafeBuffer buffer =
                    new UnsafeBuffer(arena.segment().asSlice(0, length).asByteBuffer());
            return new FeedRing(store.layout(), arena, new ManyToOneRingBuffer(buffer));
        } catch (IllegalAccessError e) {
            arena.release();
            throw new IllegalStateException(
                    "feeds need a JVM flag: flag=--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED", e);
        } catch (RuntimeException e) {
            arena.release();
            throw e;
        }
    }

    /// Puts a row into the ring.
    ///
    /// @return false where the ring is full
    boolean offer(RowBuilder row) {
        int length = bytesOffset + row.byteCount;
        if (length > ring.maxMsgLength()) {
            throw new IllegalArgumentException("row too large for the feed's ring: table=" + table.table + ", bytes="
                    + length + ", max=" + ring.maxMsgLength());
        }
        int index = ring.tryClaim(ROW, length);
        if (index < 0) {
            return false;
        }
        try {
            encode(row, ring.buffer(), index);
        } catch (RuntimeException | Error e) {
            ring.abort(index);
            throw e;
        }
        ring.commit(index);
        return true;
    }

    private void encode(RowBuilder row, MutableDirectBuffer buffer, int index) {
        int positions = row.values.length;
        for (int position = 0; position < positions; position++) {
            buffer.putLong(index + position * Long.BYTES, row.values[position]);
        }
        for (int word = 0; word * 64 < positions; word++) {
            buffer.putLong(index + nullsOffset + word * Long.BYTES, row.hasNulls() ? nullBits(row, word) : 0);
        }
        buffer.putBytes(index + bytesOffset, row.bytes, 0, row.byteCount);
    }

    private static long nullBits(RowBuilder row, int word) {
        long bits = 0;
        int end = Math.min(64, row.values.length - word * 64);
        for (int bit = 0; bit < end; bit++) {
            bits |= row.isNull(word * 64 + bit) ? 1L << bit : 0;
        }
        return bits;
    }

    /// Fills a row builder from a message.
    void decode(MutableDirectBuffer buffer, int index, int length, RowBuilder row) {
        int positions = row.values.length;
        for (int position = 0; position < positions; position++) {
            row.values[position] = buffer.getLong(index + position * Long.BYTES);
        }
        for (int word = 0; word * 64 < positions; word++) {
            long bits = buffer.getLong(index + nullsOffset + word * Long.BYTES);
            for (; bits != 0; bits &= bits - 1) {
                row.setNull(word * 64 + Long.numberOfTrailingZeros(bits));
            }
        }
        int byteCount = length - bytesOffset;
        row.reserveBytes(byteCount);
        buffer.getBytes(index + bytesOffset, row.bytes, 0, byteCount);
        row.byteCount = byteCount;
    }

    int read(ControlledMessageHandler handler, int limit) {
        return ring.controlledRead(handler, limit);
    }

    long producerPosition() {
        return ring.producerPosition();
    }

    long consumerPosition() {
        return ring.consumerPosition();
    }

    /// After the last thread has left it.
    void release() {
        arena.release();
    }
}
