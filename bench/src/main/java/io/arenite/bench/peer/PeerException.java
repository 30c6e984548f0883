package io.arenite.bench.peer;

/// The comparison cannot go on; the text is for the user: a peer died, disagrees, or there is no room.
public final class PeerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public PeerException(String message) {
        super(message);
    }

    PeerException(String message, Throwable cause) {
        super(message, cause);
    }
}
