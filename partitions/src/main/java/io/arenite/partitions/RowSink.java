package io.arenite.partitions;

/// Where a finished row goes: the table's writer, or the ring of a feed.
interface RowSink {
    /// Called by `at`, before the row: refuses where nothing can be appended any more.
    void begin();

    /// The values are copied before this returns.
    void accept(RowBuilder row);
}
