package io.arenite.python.handle;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;

/// What Python holds, by numbers. Python lets go of one by writing 1 into its byte of the release map: no
/// call, in any thread, also while the interpreter ends. A thread of ours looks every 10 ms while there
/// are pins, closes what was let go and only then gives the number to something else.
///
/// Guarantees:
/// 1. A resource is closed once, after Python has let go of it: on the thread `arenite-pins`, or on one
///    that asks for [#sweep].
/// 2. Python writes the byte of a pin once, after it was given the number; the JVM writes 0 before it
///    gives it anew.
public final class PinTable implements AutoCloseable {
    private static final long LOOK_EVERY_NS = 10_000_000;
    private static final int LOOKS_BETWEEN_EVICTIONS = 3;

    private final MemorySegment releases;
    private final MemorySegment claims;
    /// Where pins that this thread gives out are noted until Python has them.
    private final ThreadLocal<Offer> offers = new ThreadLocal<>();

    // All guarded by this.
    private Pin[] pins = new Pin[64];
    private int[] free = new int[64];
    private int freeCount;
    private int high;
    private int live;
    private long lastNumber;
    private Thread reaper;
    /// Asks Python to forget what its caches hold of old commits; null while nobody listens.
    private Runnable evict;

    private volatile boolean closed;

    /// @param number of no other pin, before or after
    private record Pin(AutoCloseable resource, PinLabel label, long number) {}

    private record Released(int slot, AutoCloseable resource) {}

    private record Given(int slot, long number) {}

    /// The pins of the last answer in one of Python's buffers. Python lets go of the buffer without
    /// having claimed them if something comes between the answer and the objects that hold its pins: a
    /// signal's handler that raises.
    private final class Offer implements AutoCloseable {
        private final List<Given> given = new ArrayList<>();
        private int own;

        @Override
        public void close() {
            if (claims.get(JAVA_BYTE, own) == 0) {
                given.forEach(PinTable.this::giveUp);
            }
        }
    }

    public PinTable(SharedMemory memory) {
        this.releases = memory.releases();
        this.claims = memory.claims();
    }

    /// Python's from now on.
    ///
    /// @throws IllegalStateException if Python holds 1,048,576 pins; the resource stays the caller's
    public synchronized int pin(AutoCloseable resource, PinLabel label) {
        wake();
        int slot;
        if (freeCount > 0) {
            slot = free[--freeCount];
        } else if (high < SharedMemory.PINS) {
            slot = high++;
        } else {
            throw new IllegalStateException("too many pins are held by Python: pins=" + SharedMemory.PINS);
        }
        if (slot >= pins.length) {
            pins = Arrays.copyOf(pins, pins.length * 2);
        }
        pins[slot] = new Pin(resource, label, ++lastNumber);
        Offer offer = offers.get();
        if (offer != null) {
            offer.given.add(new Given(slot, lastNumber));
        }
        live++;
        return slot;
    }

    /// A pin that stands for a buffer of Python's, see [#offerTo].
    public int pinBuffer() {
        var offer = new Offer();
        offer.own = pin(offer, PinLabel.handle("buffer", null, "answers"));
        return offer.own;
    }

    /// What this thread pins from now on is in the answer of that buffer; what was in its last answer is
    /// Python's.
    ///
    /// @param buffer what [#pinBuffer] gave; -1 for a buffer whose answers have no pins
    /// @return to be passed to [#offered] at the end
    public Object offerTo(long buffer) {
        Offer before = offers.get();
        if (buffer < 0) {
            offers.remove();
        } else {
            Offer offer = get(buffer, Offer.class);
            synchronized (this) {
                offer.given.clear();
            }
            claims.set(JAVA_BYTE, buffer, (byte) 0);
            offers.set(offer);
        }
        return before;
    }

    /// The answer is complete.
    ///
    /// @param before what [#offerTo] returned
    public void offered(Object before) {
        if (before == null) {
            offers.remove();
        } else {
            offers.set((Offer) before);
        }
    }

    /// Python has not got it. Its number stays taken, since an object of Python's may still let go of it.
    private void giveUp(Given given) {
        Pin pin;
        synchronized (this) {
            pin = pins[given.slot];
            if (pin == null || pin.number != given.number) {
                return; // let go of already
            }
            pins[given.slot] = new Pin(() -> {}, PinLabel.handle("given up", null, pin.label.name()), pin.number);
        }
        close(pin.resource);
    }

    /// The resource of a pin that Python holds.
    ///
    /// @throws IllegalArgumentException if there is no such pin, or it is for something else
    public synchronized <T> T get(long slot, Class<T> type) {
        Pin pin = slot >= 0 && slot < high ? pins[(int) slot] : null;
        if (pin == null || !type.isInstance(pin.resource)) {
            throw new IllegalArgumentException("no such handle: slot=" + slot + ", wanted=" + type.getSimpleName()
                    + ", found=" + (pin == null ? null : pin.label.kind()));
        }
        return type.cast(pin.resource);
    }

    /// Closes a pin that Python was not told of after all.
    public void close(int slot) {
        AutoCloseable resource;
        synchronized (this) {
            resource = pins[slot].resource;
            pins[slot] = null;
            giveBack(slot);
        }
        close(resource);
    }

    /// What is pinned at this moment. The visitor is called under the table's lock.
    public synchronized void forEach(BiConsumer<Integer, PinLabel> visitor) {
        for (int slot = 0; slot < high; slot++) {
            if (pins[slot] != null) {
                visitor.accept(slot, pins[slot].label);
            }
        }
    }

    /// @param action called on the reaper's thread when a cache may hold memory that the table has done
    ///     with; null for none
    public synchronized void onEvict(Runnable action) {
        evict = action;
    }

    /// Closes now what was let go, instead of within 10 ms.
    public void sweep() {
        for (Released released : takeReleased()) {
            close(released.resource);
            giveBack(released.slot);
        }
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception | Error e) {
            System.getLogger(PinTable.class.getName()).log(Level.ERROR, "a pin did not close: " + resource, e);
        }
    }

    /// For tests: ends the thread and closes what is still pinned.
    @Override
    public void close() {
        closed = true;
        boolean interrupted = false;
        while (reaper != null && reaper.isAlive()) {
            LockSupport.unpark(reaper);
            try {
                reaper.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        for (int slot = 0; slot < high; slot++) {
            if (pins[slot] != null) {
                close(slot);
            }
        }
    }

    private synchronized List<Released> takeReleased() {
        List<Released> taken = new ArrayList<>();
        for (int at = 0; at < high; at += Long.BYTES) {
            if (releases.get(JAVA_LONG_UNALIGNED, at) == 0) {
                continue;
            }
            VarHandle.acquireFence();
            for (int slot = at; slot < Math.min(high, at + Long.BYTES); slot++) {
                if (releases.get(JAVA_BYTE, slot) != 0) {
                    taken.add(new Released(slot, pins[slot].resource));
                    pins[slot] = null;
                    releases.set(JAVA_BYTE, slot, (byte) 0);
                }
            }
        }
        return taken;
    }

    private synchronized void giveBack(int slot) {
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, freeCount * 2);
        }
        free[freeCount++] = slot;
        live--;
    }

    /// First of all: where no thread can be started, nothing has been pinned.
    private void wake() {
        if (reaper == null) {
            Thread started = new Thread(this::reap, "arenite-pins");
            started.setDaemon(true);
            started.start();
            reaper = started;
        } else if (live == 0) {
            LockSupport.unpark(reaper);
        }
    }

    private void reap() {
        for (int look = 0; !closed; look++) {
            if (isEmpty()) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, LOOK_EVERY_NS);
            }
            sweep();
            Runnable action = look % LOOKS_BETWEEN_EVICTIONS == 0 ? evictionIfWanted() : null;
            if (action != null) {
                action.run();
            }
        }
    }

    private synchronized boolean isEmpty() {
        return live == 0;
    }

    /// Each pin asks once: after that, who still holds it is not a cache.
    private synchronized Runnable evictionIfWanted() {
        if (evict == null) {
            return null;
        }
        boolean wanted = false;
        for (int slot = 0; slot < high; slot++) {
            Pin pin = pins[slot];
            if (pin != null && pin.label.isStale()) {
                pins[slot] = new Pin(pin.resource, pin.label.uncached(), pin.number);
                wanted = true;
            }
        }
        return wanted ? evict : null;
    }
}
