package io.arenite.python.feed;

import io.arenite.Table;
import io.arenite.partitions.Appender;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/// A thread that appends made-up ticks to a table, as an application's feed would: a random walk for each
/// symbol, with the time of the clock, committed every 10 ms. It is the table's writer until it is
/// closed.
final class DemoFeed implements AutoCloseable {
    private static final long COMMIT_EVERY_NS = 10_000_000;
    private static final long SECOND_NS = 1_000_000_000;
    private static final double START_PRICE = 100;
    private static final double STEP = 0.01;
    private static final int LARGEST_SIZE = 500;

    private final Appender rows;
    private final String[] symbols;
    private final double[] prices;
    private final int rowsPerSecond;
    private final Random random;
    private final Thread thread;
    private volatile boolean closed;
    private volatile RuntimeException failure;

    private DemoFeed(Table table, String[] symbols, int rowsPerSecond, long seed) {
        this.rows = table.appender();
        this.symbols = symbols;
        this.prices = new double[symbols.length];
        Arrays.fill(prices, START_PRICE);
        this.rowsPerSecond = rowsPerSecond;
        this.random = new Random(seed);
        this.thread = Thread.ofPlatform().daemon().name("arenite-demo-feed").unstarted(this::run);
    }

    /// @param table with the columns timestamp, symbol, float64 price and int64 size, in this order
    static DemoFeed start(Table table, String[] symbols, int rowsPerSecond, long seed) {
        if (rowsPerSecond < 1) {
            throw new IllegalArgumentException("a feed needs rows: rows per second=" + rowsPerSecond);
        }
        var feed = new DemoFeed(table, symbols, rowsPerSecond, seed);
        feed.thread.start();
        return feed;
    }

    private void run() {
        try (rows) {
            long start = System.nanoTime();
            long appended = 0;
            while (!closed) {
                long due = (long) ((System.nanoTime() - start) / (double) SECOND_NS * rowsPerSecond);
                Instant now = Instant.now();
                long ts = now.getEpochSecond() * SECOND_NS + now.getNano();
                for (; appended < due; appended++) {
                    append(ts);
                }
                rows.commit();
                LockSupport.parkNanos(COMMIT_EVERY_NS);
            }
        } catch (RuntimeException e) {
            failure = e; // the table was dropped, or memory is short: told by close
        }
    }

    private void append(long ts) {
        int symbol = random.nextInt(symbols.length);
        prices[symbol] = Math.max(STEP, prices[symbol] + STEP * (random.nextInt(5) - 2));
        rows.at(ts)
                .symbol(symbols[symbol])
                .float64(Math.round(prices[symbol] * 100) / 100.0)
                .int64(1 + random.nextInt(LARGEST_SIZE))
                .append();
    }

    /// Stops the thread; what it has appended is committed. Again does nothing.
    ///
    /// @throws RuntimeException what ended the feed before
    @Override
    public void close() {
        boolean first = !closed;
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the thread ends by itself
        }
        if (first && failure != null) {
            throw failure;
        }
    }
}
