package io.arenite.lazy;

import io.arenite.engine.cache.CacheEntry;
import io.arenite.engine.frame.Frame;
import java.util.function.BiFunction;

/// What a query gave, and at which commit of its table. A small one may be held and given to everybody who
/// asks again.
public final class Answer {
    final long commit;
    final Frame frame;
    /// Null if it is not held.
    final CacheEntry entry;

    private Object shown;

    Answer(long commit, Frame frame, CacheEntry entry) {
        this.commit = commit;
        this.frame = frame;
        this.entry = entry;
    }

    /// What the face makes of the frame and the number of its commit: made once, or twice by threads that ask
    /// at once. Immutable, so that it may pass from thread to thread without further ado.
    public Object shown(BiFunction<Frame, Long, Object> make) {
        Object made = shown;
        if (made == null) {
            made = make.apply(frame, commit);
            shown = made;
        }
        return made;
    }
}
