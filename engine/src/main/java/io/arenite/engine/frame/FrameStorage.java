package io.arenite.engine.frame;

import io.arenite.arena.Arena;
import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// The memory of a frame's columns: the heap (nothing to free, so close does nothing) or arenas, released by
/// close. A frame in arenas that is forgotten is freed by a cleaner, which says so in the log.
final class FrameStorage implements AutoCloseable {
    private final Release release;
    private final Cleaner.Cleanable cleanable;

    private FrameStorage(Release release) {
        this.release = release;
        this.cleanable = release.arenas.isEmpty() ? null : Forgotten.CLEANER.register(this, release);
    }

    static FrameStorage heap() {
        return new FrameStorage(new Release(List.of()));
    }

    /// Takes over the creator's reference of the arenas.
    static FrameStorage owning(List<Arena> arenas) {
        return new FrameStorage(new Release(List.copyOf(arenas)));
    }

    boolean isOffHeap() {
        return !release.arenas.isEmpty();
    }

    void checkOpen() {
        if (release.closed.get()) {
            throw new IllegalStateException("the frame is closed: arenas=" + release.arenas);
        }
    }

    @Override
    public void close() {
        if (cleanable != null) {
            release.byClose = true;
            cleanable.clean();
        }
    }

    /// With a thread of its own, which the first frame in arenas starts.
    private static final class Forgotten {
        private static final Cleaner CLEANER = Cleaner.create();
    }

    /// What the cleaner runs: knows the arenas, not the storage.
    private static final class Release implements Runnable {
        private final List<Arena> arenas;
        private final AtomicBoolean closed = new AtomicBoolean();
        private volatile boolean byClose;

        private Release(List<Arena> arenas) {
            this.arenas = arenas;
        }

        @Override
        public void run() {
            if (!closed.compareAndSet(false, true)) {
                return;
            }
            if (!byClose) {
                System.getLogger("io.arenite.engine")
                        .log(Level.WARNING, "a result was not closed, the cleaner freed it: arenas=" + arenas);
            }
            arenas.forEach(Arena::release);
        }
    }
}
