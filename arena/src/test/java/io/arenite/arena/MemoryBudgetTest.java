package io.arenite.arena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is reserved, committed and pinned, and the limits.
class MemoryBudgetTest {

    private static final int PAGE = 4096;

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    @Test
    void countsByAccountAndInAll() {
        try (MemoryPool pool = MemoryPool.create(new MemoryOptions(1L << 30, 1L << 20))) {
            MemoryAccount trades = pool.account("trades");
            MemoryAccount quotes = pool.account("quotes", 10 * PAGE);
            Arena a = pool.allocate("trades/A", 4 * PAGE, trades);
            Arena b = pool.allocate("trades/B", 8 * PAGE, trades);
            Arena c = pool.allocate("quotes/C", PAGE, quotes);
            a.commit(0, PAGE);
            a.commit(2 * PAGE, PAGE);
            b.commit(0, 8 * PAGE);
            c.commit(0, PAGE);
            Lease lease = a.acquire();
            Lease another = a.acquire();

            MemoryStats.Account ofQuotes = new MemoryStats.Account("quotes", PAGE, PAGE, 0, 0, 10 * PAGE, 1, 0);
            MemoryStats.Account ofTrades =
                    new MemoryStats.Account("trades", 12 * PAGE, 10 * PAGE, 2 * PAGE, 0, Long.MAX_VALUE, 2, 2);
            assertThat(pool.stats())
                    .isEqualTo(new MemoryStats(
                            1L << 30, 13 * PAGE, 11 * PAGE, 2 * PAGE, 0, 1L << 20, 3, 2, List.of(ofQuotes, ofTrades)));
            assertThat(trades.stats()).isEqualTo(ofTrades);

            a.release();
            b.release();
            c.release();
            another.close();
            assertThat(trades.stats())
                    .as("released by its creator, pinned by a lease")
                    .isEqualTo(
                            new MemoryStats.Account("trades", 4 * PAGE, 2 * PAGE, 2 * PAGE, 0, Long.MAX_VALUE, 1, 1));
            lease.close();
            assertThat(pool.stats()).isEqualTo(new MemoryStats(1L << 30, 0, 0, 0, 0, 1L << 20, 0, 0, List.of()));
            assertThat(trades.stats()).isEqualTo(new MemoryStats.Account("trades", 0, 0, 0, 0, Long.MAX_VALUE, 0, 0));
        }
    }

    @Test
    void refusesToGoOverAnAccountsLimit() {
        try (MemoryPool pool = MemoryPool.create(MemoryOptions.defaults())) {
            MemoryAccount account = pool.account("trades", 3 * PAGE);
            Arena arena = pool.allocate("trades/AAPL", 16 * PAGE, account);
            arena.commit(0, 2 * PAGE);
            assertThatThrownBy(() -> arena.commit(2 * PAGE, 2 * PAGE))
                    .isInstanceOf(MemoryLimitException.class)
                    .hasMessage("memory limit reached: "
                            + "account=trades, requested=8192, committed=8192, limit=12288, limit of=account");
            arena.commit(2 * PAGE, PAGE);
            assertThat(account.stats().committedBytes()).isEqualTo(3 * PAGE);
            arena.release();
        }
    }

    @Test
    void refusesToGoOverThePoolsLimit() {
        try (MemoryPool pool = MemoryPool.create(MemoryOptions.defaults().withLimitBytes(3 * PAGE))) {
            Arena trades = pool.allocate("trades/AAPL", PAGE, pool.account("trades"));
            Arena quotes = pool.allocate("quotes/AAPL", 4 * PAGE, pool.account("quotes"));
            trades.commit(0, PAGE);
            assertThatThrownBy(() -> quotes.commit(0, 3 * PAGE))
                    .isInstanceOf(MemoryLimitException.class)
                    .hasMessage("memory limit reached: "
                            + "account=quotes, requested=12288, committed=4096, limit=12288, limit of=pool");
            trades.release();
            quotes.commit(0, 3 * PAGE);
            assertThat(pool.stats().committedBytes()).isEqualTo(3 * PAGE);
            quotes.release();
        }
    }

    /// Eight threads fight for a budget that is too small for them.
    @Test
    void isExactUnderThreads() throws Exception {
        int limitPages = 1000;
        try (MemoryPool pool = MemoryPool.create(MemoryOptions.defaults().withLimitBytes(limitPages * (long) PAGE));
                ExecutorService threads = Executors.newFixedThreadPool(8)) {
            MemoryAccount account = pool.account("trades");
            List<Future<List<Arena>>> kept = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                long seed = i;
                kept.add(threads.submit(() -> commitUntilRefused(pool, account, new Random(seed), limitPages)));
            }
            List<Arena> arenas = new ArrayList<>();
            for (Future<List<Arena>> each : kept) {
                arenas.addAll(each.get());
            }
            MemoryStats stats = pool.stats();
            long keptBytes = arenas.stream()
                    .mapToLong(arena -> arena.block().committedBytes)
                    .sum();
            assertThat(keptBytes).isBetween((limitPages - 4L) * PAGE, (long) limitPages * PAGE);
            assertThat(stats.committedBytes()).isEqualTo(keptBytes);
            assertThat(stats.arenas()).isEqualTo(arenas.size());
            assertThat(account.stats().committedBytes()).isEqualTo(keptBytes);
            List<Callable<Void>> releases = new ArrayList<>();
            arenas.forEach(arena -> releases.add(() -> {
                arena.release();
                return null;
            }));
            for (Future<Void> release : threads.invokeAll(releases)) {
                release.get();
            }
            assertThat(pool.stats().committedBytes()).isZero();
            assertThat(pool.stats().reservedBytes()).isZero();
        }
    }

    private static List<Arena> commitUntilRefused(
            MemoryPool pool, MemoryAccount account, Random random, int limitPages) {
        List<Arena> kept = new ArrayList<>();
        int refused = 0;
        while (refused < 100) {
            int pages = 1 + random.nextInt(4);
            Arena arena = pool.allocate("trades", pages * (long) PAGE, account);
            try {
                arena.commit(0, pages * (long) PAGE);
                assertThat(pool.stats().committedBytes()).isLessThanOrEqualTo(limitPages * (long) PAGE);
                if (random.nextInt(3) == 0) {
                    kept.add(arena);
                    continue;
                }
            } catch (MemoryLimitException e) {
                refused++;
            }
            arena.release();
        }
        return kept;
    }
}
