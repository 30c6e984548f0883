package io.arenite.partitions;

/// The main rows of a partition version, for its readers: growing in memory, or sealed in a file.
///
/// To pin one: read [#publishedValidity] first, then [#block], and take a lease on the block's arena; where
/// that is refused, the block has been replaced meanwhile and [#block] gives another one.
sealed interface MainRun permits RowRun, SealedRun {

    TableLayout table();

    /// By slot, the columns that have nulls; null if none has. Not to be changed.
    boolean[] publishedValidity();

    /// @param columns the ones that will be looked at; null for all
    Block block(int[] columns);

    /// Gives up what the version holds.
    void release();
}
