package io.arenite.arena;

import io.arenite.arena.os.MachineMemory;
import io.arenite.arena.os.Platform;
import io.arenite.arena.os.SystemCallException;
import io.arenite.arena.os.VirtualMemory;
import java.lang.foreign.MemorySegment;

/// One range of address space, divided into blocks. Nothing inside is ever unmapped or protected on its own: the kernel
/// allows 65,530 mappings to a process, and each hole makes one.
///
/// All its segments share one scope, which is closed before the range is unmapped: a segment used too late throws.
final class Reservation {

    /// Below this a pool is not worth having.
    static final long SMALLEST_BYTES = 64L << 20;

    private final java.lang.foreign.Arena scope;
    private final MemorySegment range;
    private final BuddyAllocator blocks;

    @SuppressWarnings("restricted") // the length is the one that was just mapped
    private Reservation(MemorySegment address, long sizeBytes) {
        scope = java.lang.foreign.Arena.ofShared();
        range = address.reinterpret(sizeBytes, scope, unused -> VirtualMemory.unmap(address, sizeBytes));
        blocks = new BuddyAllocator(sizeBytes / Platform.PAGE_BYTES);
    }

    /// Reserves what was asked for or, where that is refused, half of the largest power of two that is granted: the
    /// other half is left to the threads, libraries and other processes that live under the same limit.
    ///
    /// @param neededBytes the size of the block that has to fit
    static Reservation create(long requestedBytes, long neededBytes) {
        long smallestBytes = Math.max(neededBytes, Math.min(requestedBytes, SMALLEST_BYTES));
        long firstBytes = Math.max(requestedBytes, neededBytes);
        int errno = 0;
        for (long bytes = firstBytes; bytes >= smallestBytes; bytes /= 2) {
            try {
                MemorySegment address = VirtualMemory.reserve(bytes);
                if (bytes < firstBytes && bytes / 2 >= smallestBytes) {
                    VirtualMemory.unmap(address, bytes);
                    return new Reservation(VirtualMemory.reserve(bytes / 2), bytes / 2);
                }
                return new Reservation(address, bytes);
            } catch (SystemCallException e) {
                errno = e.errno();
            }
        }
        throw new ReservationRefusedException(firstBytes, smallestBytes, errno, MachineMemory.reservationLimits());
    }

    long sizeBytes() {
        return range.byteSize();
    }

    /// The offset of a block of 2^order pages, or -1 where none is left.
    long allocate(int order) {
        long page = blocks.allocate(order);
        return page < 0 ? -1 : page * Platform.PAGE_BYTES;
    }

    void free(long offsetBytes, int order) {
        blocks.free(offsetBytes / Platform.PAGE_BYTES, order);
    }

    MemorySegment segment(long offsetBytes, long sizeBytes) {
        return range.asSlice(offsetBytes, sizeBytes);
    }

    /// Ends all segments, then unmaps.
    void close() {
        assert blocks.isUnused() : "reservation has blocks in use: size=" + sizeBytes();
        scope.close();
    }
}
