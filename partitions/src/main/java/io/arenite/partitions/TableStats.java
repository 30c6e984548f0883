package io.arenite.partitions;

import io.arenite.arena.MemoryStats;

/// What a table is made of at one moment.
///
/// @param lateRows of the rows, those that readers merge because no fold has taken them yet
/// @param folds how often late rows were folded in since the table was made
/// @param liveCommits how many different commits are held by snapshots, or are current
/// @param retired versions and partitions that are replaced or dropped, but kept for a snapshot or the writer
public record TableStats(
        String name,
        long rows,
        long lateRows,
        int partitions,
        long commitNumber,
        long folds,
        int liveCommits,
        int retired,
        MemoryStats.Account memory) {

    /// Under the table's lock.
    static TableStats of(TableStore store, Published state, long folds, Retirement retirement) {
        return new TableStats(
                store.name(),
                state.rowCount,
                state.catalog.committedLateRows(),
                state.catalog.size(),
                state.commit,
                folds,
                retirement.live(state).liveStates(),
                retirement.size(),
                store.memory());
    }
}
