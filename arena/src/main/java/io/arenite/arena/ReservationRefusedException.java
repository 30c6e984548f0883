package io.arenite.arena;

/// The kernel refused address space, down to the least that would do.
public final class ReservationRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ReservationRefusedException(long requestedBytes, long smallestBytes, int errno, String limits) {
        super("memory reservation refused: requested=%d, smallest tried=%d, errno=%d, %s"
                .formatted(requestedBytes, smallestBytes, errno, limits));
    }
}
