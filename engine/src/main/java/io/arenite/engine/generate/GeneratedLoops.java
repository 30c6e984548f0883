package io.arenite.engine.generate;

import io.arenite.engine.kernel.Simd;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The loops of this process, by shape: at most [#CAPACITY] at a time, the one used longest ago goes. One daemon thread
/// of low priority generates and compiles what is asked for; it ends when there is nothing to do.
public final class GeneratedLoops {
    /// Whether loops can be generated: not without the vector module, not with `-Darenite.generated=off`.
    public static final boolean ALLOWED = Simd.ENABLED && !"off".equals(System.getProperty("arenite.generated"));

    static final int CAPACITY = 256;

    /// Loops that wait to be made; what comes when it is full asks again later.
    private static final int WAITING = 64;

    private static final Map<LoopShape, LoopTicket> TICKETS = new ConcurrentHashMap<>();

    private static final ThreadPoolExecutor MAKER = new ThreadPoolExecutor(
            1,
            1,
            2,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            task -> Thread.ofPlatform()
                    .daemon()
                    .name("arenite-loops")
                    .priority(Thread.MIN_PRIORITY)
                    .unstarted(task));

    static {
        MAKER.allowCoreThreadTimeOut(true);
    }

    /// Set for good by the first loop.
    private static volatile boolean hasMade;

    private GeneratedLoops() {}

    /// Whether it makes sense to look for a shape's loop: not in a process that has made none, as long as only so many
    /// rows were computed, for finding out the shape loads a hundred classes.
    public static boolean isWorthLooking(long rows) {
        return hasMade || rows >= LoopTicket.WORTHWHILE_ROWS;
    }

    static void made() {
        hasMade = true;
    }

    /// The ticket of a shape, which is good until [LoopTicket#isEvicted].
    public static LoopTicket of(LoopShape shape) {
        LoopTicket present = TICKETS.get(shape);
        if (present != null) {
            return present;
        }
        while (TICKETS.size() >= CAPACITY) {
            evictOldest();
        }
        return TICKETS.computeIfAbsent(shape, LoopTicket::new);
    }

    /// How many shapes are known.
    public static int size() {
        return TICKETS.size();
    }

    private static synchronized void evictOldest() {
        if (TICKETS.size() >= CAPACITY) {
            TICKETS.values().stream()
                    .min(Comparator.comparingLong(LoopTicket::lastUse))
                    .ifPresent(oldest -> {
                        TICKETS.remove(oldest.shape());
                        oldest.evict();
                    });
        }
    }

    /// @return whether the ticket's loop will be made
    static boolean submit(LoopTicket ticket) {
        try {
            MAKER.execute(ticket::makeInBackground);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }
}
