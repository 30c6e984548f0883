package io.arenite.engine.exec;

import io.arenite.engine.frame.ColumnBuilder;

/// Rows of the mask. Slots: count. State: count.
record CountAggregation(int mask) implements Aggregation {
    @Override
    public int slots() {
        return 1;
    }

    @Override
    public int stateSlots() {
        return 1;
    }

    @Override
    public Accumulator accumulator() {
        return new Accumulator() {
            private long count;

            @Override
            public void begin() {
                count = 0;
            }

            @Override
            public void add(BatchState state, RowMask rows, int pass) {
                if (pass == 0) {
                    count += rows.count;
                }
            }

            @Override
            public void load(long[] state, int at) {
                count = state[at];
            }

            @Override
            public void save(long[] state, int at) {
                state[at] = count;
            }

            @Override
            public void end(long[] slots, int at) {
                slots[at] = count;
            }
        };
    }

    @Override
    public GroupedState grouped() {
        return null;
    }

    @Override
    public void combine(long[] into, int at, long[] later, int laterAt) {
        into[at] += later[laterAt];
    }

    @Override
    public void finish(long[] slots, int at, ColumnBuilder out) {
        out.appendLong(slots[at]);
    }
}
