package io.arenite.partitions;

import org.agrona.concurrent.IdleStrategy;

/// One thread's way into a [Feed]. Rows are visible to readers when the feed's writer has committed them.
public final class FeedProducer implements AutoCloseable {
    private final Feed feed;
    private final FeedRing ring;
    private final RowBuilder row;
    private final IdleStrategy idle = Feed.idle();
    /// Raised while this thread may touch the ring.
    private volatile boolean inside;

    private volatile boolean closed;

    FeedProducer(Feed feed, FeedRing ring, TableStore store) {
        this.feed = feed;
        this.ring = ring;
        this.row = new RowBuilder(store.layout(), store.symbols(), new Sink());
    }

    private final class Sink implements RowSink {
        @Override
        public void begin() {
            requireOpen();
            feed.requireOpen();
        }

        @Override
        public void accept(RowBuilder finished) {
            inside = true;
            try {
                requireOpen();
                feed.requireOpen();
                while (!ring.offer(finished)) {
                    waitForRoom();
                }
            } finally {
                inside = false;
            }
        }
    }

    /// Starts a row; the other columns follow in schema order, then [RowBuilder#append], which waits while the ring is
    /// full.
    ///
    /// @param tsNs nanoseconds since the epoch, UTC
    public RowBuilder at(long tsNs) {
        return row.at(tsNs);
    }

    /// Leaves the feed. A row under way is discarded; a row that another thread is just appending is waited for by
    /// [Feed#close].
    @Override
    public void close() {
        closed = true;
        if (!inside) {
            row.clear();
            feed.remove(this);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("feed producer is closed");
        }
    }

    /// Also while the feed is closing: the writer goes on until this row, too, is in.
    private void waitForRoom() {
        feed.requireHealthy();
        idle.idle();
    }

    boolean isInside() {
        return inside;
    }
}
