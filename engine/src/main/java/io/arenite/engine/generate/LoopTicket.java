package io.arenite.engine.generate;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// One shape's place among the [GeneratedLoops]: counts how much the shape is wanted, and holds its loop once there is
/// one.
///
/// 1. States go COLD to WAITING to HOT, REFUSED or (when the queue was full) back to COLD; only the thread that moved
///    it to WAITING moves it on.
/// 2. The loop is written before the state becomes HOT.
/// 3. An evicted ticket drops its loop for good: whoever holds the ticket asks for a new one.
public final class LoopTicket {
    /// Rows over which a shape was asked for before its loop is made: below it, making costs more than it saves.
    static final long WORTHWHILE_ROWS = 150_000;

    private static final int COLD = 0;
    private static final int WAITING = 1;
    private static final int HOT = 2;
    private static final int REFUSED = 3;

    /// Counts uses of all tickets, to find the one that was used longest ago.
    private static final AtomicLong CLOCK = new AtomicLong();

    private final LoopShape shape;
    private final AtomicInteger state = new AtomicInteger(COLD);
    private final AtomicLong wantedRows = new AtomicLong();
    private volatile long lastUse = CLOCK.incrementAndGet();
    private volatile GeneratedLoop loop;
    private volatile boolean evicted;

    LoopTicket(LoopShape shape) {
        this.shape = shape;
    }

    LoopShape shape() {
        return shape;
    }

    long lastUse() {
        return lastUse;
    }

    /// Once a query.
    public void use() {
        lastUse = CLOCK.incrementAndGet();
    }

    /// The compiled loop, or null: not made yet, refused or evicted.
    public GeneratedLoop loop() {
        return loop;
    }

    public boolean isEvicted() {
        return evicted;
    }

    /// Whether this shape's loop did not get compiled, so that there will be none.
    public boolean isRefused() {
        return state.get() == REFUSED;
    }

    /// So many rows are about to be computed by other means: enough of them, and the loop is made in the background.
    public void want(long rows) {
        if (state.get() == COLD && wantedRows.addAndGet(rows) >= WORTHWHILE_ROWS) {
            request();
        }
    }

    /// Has the loop made in the background.
    public void request() {
        if (!evicted && state.compareAndSet(COLD, WAITING) && !GeneratedLoops.submit(this)) {
            state.set(COLD);
        }
    }

    /// The loop, made now if need be, compiled or not: for tests of it.
    public synchronized GeneratedLoop require() {
        if (loop == null) {
            publish(GeneratedLoop.generate(shape));
        }
        return loop;
    }

    void makeInBackground() {
        if (evicted) {
            return;
        }
        try {
            GeneratedLoop made = GeneratedLoop.generate(shape);
            if (LoopWarmUp.isHotAfter(made, shape)) {
                publish(made);
                state.set(HOT);
            } else {
                state.set(REFUSED);
            }
        } catch (RuntimeException | OutOfMemoryError | LinkageError e) {
            state.set(REFUSED);
            System.getLogger("io.arenite.engine")
                    .log(System.Logger.Level.WARNING, "a loop could not be generated, queries go on without: " + e, e);
        }
    }

    private void publish(GeneratedLoop made) {
        loop = made;
        GeneratedLoops.made();
        if (evicted) {
            loop = null;
        }
    }

    void evict() {
        evicted = true;
        loop = null;
    }
}
