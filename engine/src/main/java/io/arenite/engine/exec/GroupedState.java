package io.arenite.engine.exec;

/// What one worker holds of one aggregate for every group of a block, in plain arrays by group. Rows are
/// added in order of position, so that a group sums in one lane. Zero groups at first; [#ensure] makes room.
interface GroupedState {
    /// Makes room for so many groups; new ones have no rows.
    void ensure(int groups);

    /// Adds the rows of the batch that `rows` selects to their groups.
    void add(GroupBatch batch, RowMask rows, int pass);

    /// Between the passes over a block.
    ///
    /// @param counts by group, the rows that were selected in the first pass
    default void endPass(int groups, int[] counts) {}

    /// Writes the partial of a group.
    ///
    /// @param count the rows that were selected
    void end(int group, int count, long[] slots, int at);

    /// Groups below this number have no rows again.
    void clear(int groups);
}
