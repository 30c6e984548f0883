package io.arenite.arena;

import io.arenite.arena.os.MachineMemory;
import io.arenite.arena.os.Platform;

/// How much a [MemoryPool] may take.
///
/// @param reservationBytes address space to ask for at a time, a power of two. It costs nothing until it is used, so it
///     is large; where it is refused the pool makes do with less.
/// @param limitBytes the most that may be committed in all accounts together
public record MemoryOptions(long reservationBytes, long limitBytes) {

    private static final long DEFAULT_RESERVATION_BYTES = 1L << 44;

    public MemoryOptions {
        if (reservationBytes < Platform.PAGE_BYTES || Long.bitCount(reservationBytes) != 1) {
            throw new IllegalArgumentException(
                    "reservation is not a power of two of at least one page: reservation=" + reservationBytes);
        }
        if (limitBytes < 0) {
            throw new IllegalArgumentException("memory limit is negative: limit=" + limitBytes);
        }
    }

    /// 16 TiB of address space, and four fifths of the memory of the machine or container.
    public static MemoryOptions defaults() {
        return new MemoryOptions(DEFAULT_RESERVATION_BYTES, MachineMemory.availableBytes() / 5 * 4);
    }

    public MemoryOptions withReservationBytes(long bytes) {
        return new MemoryOptions(bytes, limitBytes);
    }

    public MemoryOptions withLimitBytes(long bytes) {
        return new MemoryOptions(reservationBytes, bytes);
    }
}
