package io.arenite.arena;

/// The caller used an arena, a lease or a pool after giving it up, or gave it up twice.
public final class ArenaClosedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    ArenaClosedException(String message) {
        super(message);
    }
}
