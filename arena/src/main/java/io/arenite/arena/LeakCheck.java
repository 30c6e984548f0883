package io.arenite.arena;

import java.util.List;
import java.util.stream.Collectors;

/// For tests: fails where arenas or leases were left behind, and says where they were taken. Call it after each test,
/// with everything closed:
///
///     @AfterEach
///     void nothingLeaks() {
///         LeakCheck.assertNoLeaks();
///     }
public final class LeakCheck {

    private LeakCheck() {}

    /// Checks all pools of this process that are not unmapped yet. Needs assertions (`-ea`).
    ///
    /// @throws AssertionError where an arena is alive
    public static void assertNoLeaks() {
        if (!AcquireSite.TRACING) {
            throw new IllegalStateException("leaks are not traced: assertions=off");
        }
        fail(MemoryPool.traced().stream()
                .flatMap(pool -> pool.liveArenas().stream())
                .toList());
    }

    /// Checks one pool. Without assertions the sites are unknown.
    ///
    /// @throws AssertionError where an arena is alive
    public static void assertNoLeaks(MemoryPool pool) {
        fail(pool.liveArenas());
    }

    private static void fail(List<LiveArena> live) {
        if (!live.isEmpty()) {
            throw new AssertionError(live.stream()
                    .map(LiveArena::toString)
                    .collect(Collectors.joining(
                            "\n",
                            "memory leaked: arenas=%d, leases=%d, committed=%d\n"
                                    .formatted(
                                            live.size(),
                                            live.stream()
                                                    .mapToInt(LiveArena::leases)
                                                    .sum(),
                                            live.stream()
                                                    .mapToLong(LiveArena::committedBytes)
                                                    .sum()),
                            "")));
        }
    }
}
