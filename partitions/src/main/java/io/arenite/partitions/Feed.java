package io.arenite.partitions;

/// Stub.
public final class Feed {
    private Feed() {}

    static Feed open(TableStore store, FeedOptions options) {
        throw new UnsupportedOperationException("feed: table=" + store.name() + ", options=" + options);
    }
}
