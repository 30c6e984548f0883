package io.arenite.engine.exec;

import io.arenite.engine.frame.ColumnBuilder;

/// One compiled aggregate: how many int64 slots its partial result takes, how partials are computed, joined and
/// finished. A slot array of zeros is the partial of no rows. Doubles lie in slots as their bits.
sealed interface Aggregation
        permits CountAggregation,
                DoubleSumAggregation,
                LongSumAggregation,
                ExtremeAggregation,
                EndAggregation,
                MomentsAggregation,
                VwapAggregation {
    int slots();

    /// Slots of the state from which a block can be resumed after rows were appended. The layout is told by each
    /// aggregation and is the same for every tier; zeros stand for no rows; lanes are 32 doubles as raw bits.
    int stateSlots();

    /// The state of one worker for whole-block partials without group keys.
    Accumulator accumulator();

    /// The state of one worker for groups; null where the number of rows is all there is to know.
    GroupedState grouped();

    /// Joins a partial of later rows into one of earlier rows.
    void combine(long[] into, int at, long[] later, int laterAt);

    /// Appends the result.
    void finish(long[] slots, int at, ColumnBuilder out);

    /// Passes over a block: 1, or 2 where the second needs what the first found.
    default int passes() {
        return 1;
    }

    /// Which rows it takes: a number of [Program#masks].
    int mask();

    /// One worker's state for one aggregate over one block.
    interface Accumulator {
        void begin();

        void add(BatchState state, RowMask mask, int pass);

        default void endPass() {}

        /// Instead of `begin`: takes over what [#save] left. Never called where a block takes two passes.
        void load(long[] state, int at);

        /// Before `end`: leaves what rows that follow need to go on.
        void save(long[] state, int at);

        /// Writes the block's partial.
        void end(long[] slots, int at);
    }
}
