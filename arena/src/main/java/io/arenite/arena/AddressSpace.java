package io.arenite.arena;

import io.arenite.arena.os.Platform;
import java.util.ArrayList;
import java.util.List;

/// The reservations of a pool for one use. Not safe for use by several threads: the pool's lock guards it.
final class AddressSpace {

    private final Reservation.Use use;
    private final long reservationBytes;
    private final List<Reservation> reservations = new ArrayList<>();

    AddressSpace(Reservation.Use use, long reservationBytes) {
        this.use = use;
        this.reservationBytes = reservationBytes;
    }

    /// Makes a reservation for blocks of at least so many bytes.
    void reserve(long neededBytes) {
        reservations.add(Reservation.create(use, reservationBytes, neededBytes));
    }

    /// A block of the first reservation that has one, or of a new one.
    Reservation.Part take(int order) {
        for (Reservation reservation : reservations) {
            long offsetBytes = reservation.allocate(order);
            if (offsetBytes >= 0) {
                return new Reservation.Part(reservation, offsetBytes, order);
            }
        }
        reserve((long) Platform.PAGE_BYTES << order);
        Reservation added = reservations.getLast();
        return new Reservation.Part(added, added.allocate(order), order);
    }

    long sizeBytes() {
        return reservations.stream().mapToLong(Reservation::sizeBytes).sum();
    }

    /// Hands over all reservations, for whoever closes them.
    List<Reservation> removeAll() {
        List<Reservation> all = List.copyOf(reservations);
        reservations.clear();
        return all;
    }
}
