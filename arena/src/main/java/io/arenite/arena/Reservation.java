package io.arenite.arena;

import io.arenite.arena.os.MachineMemory;
import io.arenite.arena.os.Platform;
import io.arenite.arena.os.SystemCallException;
import io.arenite.arena.os.VirtualMemory;
import java.lang.foreign.MemorySegment;

/// One range of address space, divided into blocks. Nothing inside is ever unmapped or protected on its own:
/// the kernel allows 65,530 mappings to a process, and each hole makes one. For the same reason files are
/// mapped into ranges of their own ([Use#FILES]): where a file leaves, memory that was never written to joins
/// its neighbours again, while written memory would stay apart from what was written elsewhere.
///
/// All its segments share one scope, which is closed before the range is unmapped: a segment used too late
/// throws.
final class Reservation {

    /// Below this a pool is not worth having.
    static final long SMALLEST_BYTES = 64L << 20;

    /// What the blocks are for.
    enum Use {
        /// Memory to write to.
        MEMORY,
        /// Files, mapped over zeros; read only, for Java as for the processor.
        FILES
    }

    /// A block that [#allocate] gave.
    record Part(Reservation reservation, long offsetBytes, int order) {

        long sizeBytes() {
            return (long) Platform.PAGE_BYTES << order;
        }

        MemorySegment segment() {
            return reservation.range.asSlice(offsetBytes, sizeBytes());
        }

        void free() {
            reservation.free(offsetBytes, order);
        }

        /// Keeps the block from everybody until the reservation ends.
        void abandon() {
            reservation.abandonedParts++;
        }
    }

    private final java.lang.foreign.Arena scope;
    private final MemorySegment range;
    private final BuddyAllocator blocks;
    private int abandonedParts;

    @SuppressWarnings("restricted") // the length is the one that was just mapped
    private Reservation(Use use, MemorySegment address, long sizeBytes) {
        scope = java.lang.foreign.Arena.ofShared();
        MemorySegment all = address.reinterpret(sizeBytes, scope, unused -> VirtualMemory.unmap(address, sizeBytes));
        range = use == Use.FILES ? all.asReadOnly() : all;
        blocks = new BuddyAllocator(sizeBytes / Platform.PAGE_BYTES);
    }

    /// Reserves what was asked for or, where that is refused, half of the largest power of two that is
    /// granted: the other half is left to the threads, libraries and other processes that live under the same
    /// limit.
    ///
    /// @param neededBytes the size of the block that has to fit
    static Reservation create(Use use, long requestedBytes, long neededBytes) {
        long smallestBytes = Math.max(neededBytes, Math.min(requestedBytes, SMALLEST_BYTES));
        long firstBytes = Math.max(requestedBytes, neededBytes);
        int errno = 0;
        for (long bytes = firstBytes; bytes >= smallestBytes; bytes /= 2) {
            try {
                MemorySegment address = reserve(use, bytes);
                if (bytes < firstBytes && bytes / 2 >= smallestBytes) {
                    VirtualMemory.unmap(address, bytes);
                    return new Reservation(use, reserve(use, bytes / 2), bytes / 2);
                }
                return new Reservation(use, address, bytes);
            } catch (SystemCallException e) {
                errno = e.errno();
            }
        }
        throw new ReservationRefusedException(firstBytes, smallestBytes, errno, MachineMemory.reservationLimits());
    }

    long sizeBytes() {
        return range.byteSize();
    }

    /// All that two segments have, of which the first is here and the second in this range or in one that is
    /// closed later. Its scope is this one's.
    @SuppressWarnings("restricted") // the ends are those of segments
    MemorySegment spanning(MemorySegment here, MemorySegment other) {
        long from = Math.min(here.address(), other.address());
        long upTo = Math.max(here.address() + here.byteSize(), other.address() + other.byteSize());
        return MemorySegment.ofAddress(from)
                .reinterpret(upTo - from, scope, null)
                .asReadOnly();
    }

    /// The offset of a block of 2^order pages, or -1 where none is left.
    long allocate(int order) {
        long page = blocks.allocate(order);
        return page < 0 ? -1 : page * Platform.PAGE_BYTES;
    }

    private void free(long offsetBytes, int order) {
        blocks.free(offsetBytes / Platform.PAGE_BYTES, order);
    }

    /// Ends all segments, then unmaps.
    void close() {
        assert blocks.isUnused() || abandonedParts > 0 : "reservation has blocks in use: size=" + sizeBytes();
        scope.close();
    }

    private static MemorySegment reserve(Use use, long bytes) {
        return use == Use.FILES ? VirtualMemory.reserveZeros(bytes) : VirtualMemory.reserve(bytes);
    }
}
