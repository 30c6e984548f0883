package io.arenite.arena.file;

import java.util.List;
import java.util.Random;

/// What becomes of what was not synced: nothing is left, all of it, what was done up to some moment, or any
/// part.
final class Fate {

    private enum Kind {
        NOTHING,
        ALL,
        UNTIL,
        ANY
    }

    private final Kind kind;
    private final Random random;
    private final long until;

    private Fate(Kind kind, Random random, long until) {
        this.kind = kind;
        this.random = random;
        this.until = until;
    }

    /// @param operations how many there were
    static Fate random(Random random, long operations) {
        Kind[] kinds = Kind.values();
        return new Fate(kinds[random.nextInt(kinds.length)], random, random.nextLong(operations + 1));
    }

    static Fate any(Random random) {
        return new Fate(Kind.ANY, random, 0);
    }

    /// Which state one thing is left in.
    ///
    /// @param operations those that changed it since it was synced, in their order
    /// @return the index of the last one that took effect; -1 where none did
    int pick(List<Long> operations) {
        return switch (kind) {
            case NOTHING -> -1;
            case ALL -> operations.size() - 1;
            case UNTIL -> (int) operations.stream().filter(at -> at < until).count() - 1;
            case ANY -> random.nextInt(operations.size() + 1) - 1;
        };
    }

    boolean happened(long operation) {
        return pick(List.of(operation)) >= 0;
    }

    /// Disk that a file was given but that was not written: zeros, or what was there before.
    void fillUnwritten(byte[] bytes, int from, int to) {
        if (kind == Kind.ANY && random.nextInt(4) == 0) {
            for (int i = from; i < to; i++) {
                bytes[i] = (byte) random.nextInt();
            }
        }
    }
}
