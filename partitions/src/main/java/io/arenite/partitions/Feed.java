package io.arenite.partitions;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/// Rows from many threads into one table: each thread has a [FeedProducer], a ring takes their rows, and one
/// agent thread appends and commits them. It takes the place of the table's appender while it is open.
///
///     try (Feed feed = trades.feed(FeedOptions.defaults())) {
///         FeedProducer rows = feed.producer();                // one per thread
///         rows.at(tsNs).symbol("AAPL").float64(187.25).int64(100).append();
///         feed.flush();
///     }
///
/// 1. Nothing is lost: a full ring makes producers wait, [#close] waits for every row that was appended
///    before it.
/// 2. The rows of one producer are appended in its order; those of different producers in the order of their
///    arrival.
/// 3. A row that the writer cannot append (a limit is reached, the table is dropped) stays in the ring, and
///    the feed has failed: the next append, [#flush] and [#close] say so. Rows before it are committed.
/// 4. The ring's memory is released after every producer and every [#flush] has left it: they raise a flag
///    before they look whether the feed is closing, [#close] sets closing before it waits for the flags.
public final class Feed implements AutoCloseable {
    private final TableStore store;
    private final FeedRing ring;
    private final FeedAgent agent;
    private final AgentRunner runner;
    private final List<FeedProducer> producers = new CopyOnWriteArrayList<>();
    private final AtomicInteger flushing = new AtomicInteger();
    private volatile boolean closing;

    private Feed(TableStore store, FeedRing ring, FeedAgent agent) {
        this.store = store;
        this.ring = ring;
        this.agent = agent;
        this.runner = new AgentRunner(idle(), agent::failed, null, agent);
    }

    static Feed open(TableStore store, FeedOptions options) {
        FeedRing ring = FeedRing.allocate(store, options.ringBytes());
        FeedAgent agent = new FeedAgent(store, ring, options.rowsPerCommit());
        Feed feed = new Feed(store, ring, agent);
        try {
            store.commits().own(feed);
        } catch (RuntimeException e) {
            ring.release();
            throw e;
        }
        AgentRunner.startOnThread(feed.runner, task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        });
        return feed;
    }

    /// For one thread.
    public FeedProducer producer() {
        requireOpen();
        FeedProducer producer = new FeedProducer(this, ring, store);
        producers.add(producer);
        return producer;
    }

    /// Waits until every row that was appended before this call is committed.
    ///
    /// @throws IllegalStateException if the writer has failed
    public void flush() {
        flushing.incrementAndGet();
        try {
            requireOpen();
            await(ring.producerPosition());
        } finally {
            flushing.decrementAndGet();
        }
    }

    /// Rows committed so far.
    public long committedRows() {
        return agent.committedRows();
    }

    /// Refuses further rows, commits those that were appended, and ends the writer's thread.
    ///
    /// @throws IllegalStateException if the writer has failed: it names the rows that stayed behind
    @Override
    public void close() {
        synchronized (this) {
            if (closing) {
                throw new IllegalStateException("feed is closed: table=" + store.name());
            }
            closing = true;
        }
        try {
            IdleStrategy idle = idle();
            for (FeedProducer producer : producers) {
                while (producer.isInside()) {
                    idle.idle();
                }
                idle.reset();
            }
            await(ring.producerPosition());
        } finally {
            waitForFlushes();
            runner.close();
            agent.discardUncommitted();
            ring.release();
            store.commits().disown(this);
        }
    }

    /// They end because the agent still runs, or because it has failed and they see it.
    private void waitForFlushes() {
        IdleStrategy idle = idle();
        while (flushing.get() > 0) {
            idle.idle();
        }
    }

    /// @throws IllegalStateException if rows are no longer taken
    void requireOpen() {
        if (closing) {
            throw new IllegalStateException("feed is closed: table=" + store.name());
        }
        agent.requireHealthy();
    }

    void requireHealthy() {
        agent.requireHealthy();
    }

    void remove(FeedProducer producer) {
        producers.remove(producer);
    }

    static IdleStrategy idle() {
        return new BackoffIdleStrategy(100, 10, 1_000, 1_000_000);
    }

    private void await(long position) {
        agent.requestFlush(position);
        IdleStrategy idle = idle();
        while (agent.committedPosition() < position) {
            agent.requireHealthy();
            idle.idle();
        }
    }
}
