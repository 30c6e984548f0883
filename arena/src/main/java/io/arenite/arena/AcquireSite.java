package io.arenite.arena;

import java.lang.StackWalker.StackFrame;
import java.util.List;
import java.util.stream.Collectors;

/// Where, and by which thread, an arena or lease was taken. Recorded only with assertions on (`-ea`); costs a few
/// microseconds then and nothing otherwise.
public final class AcquireSite {

    /// Whether sites are recorded.
    static final boolean TRACING = AcquireSite.class.desiredAssertionStatus();

    private static final int FRAMES = 16;

    private final String thread;
    private final List<StackFrame> frames;

    private AcquireSite(String thread, List<StackFrame> frames) {
        this.thread = thread;
        this.frames = frames;
    }

    /// The caller's caller, outside of this package's classes; null without assertions.
    static AcquireSite here() {
        return TRACING
                ? new AcquireSite(
                        Thread.currentThread().getName(),
                        StackWalker.getInstance()
                                .walk(frames -> frames.dropWhile(AcquireSite::isOwn)
                                        .limit(FRAMES)
                                        .toList()))
                : null;
    }

    /// The stack, as in an exception's trace, down to the test framework if there is one.
    @Override
    public String toString() {
        return frames.stream()
                .takeWhile(frame -> !frame.getClassName().startsWith("org.junit."))
                .map(frame -> "\n        at " + frame)
                .collect(Collectors.joining("", "by thread " + thread, ""));
    }

    private static boolean isOwn(StackFrame frame) {
        String type = frame.getClassName();
        return type.equals(AcquireSite.class.getName())
                || type.equals(Arena.class.getName())
                || type.equals(Lease.class.getName())
                || type.equals(MemoryPool.class.getName());
    }
}
