package io.arenite.engine.exec;

import static java.lang.Double.longBitsToDouble;

import io.arenite.engine.frame.ColumnBuilder;

/// The value of the first or last row in scan order, null where that row is null: rows of one timestamp keep their
/// order of arrival. Slots: state, value. State: the same.
record EndAggregation(int mask, int argument, RegisterKind kind, boolean last) implements Aggregation {
    static final byte NO_ROW = 0;
    static final byte VALUE = 1;
    static final byte NULL = 2;

    @Override
    public int slots() {
        return 2;
    }

    @Override
    public int stateSlots() {
        return slots();
    }

    @Override
    public Accumulator accumulator() {
        return new Accumulator() {
            private final long[] found = new long[2];

            @Override
            public void begin() {
                found[0] = NO_ROW;
            }

            @Override
            public void add(BatchState state, RowMask rows, int pass) {
                if (pass == 0 && (last || found[0] == NO_ROW)) {
                    int row = last ? rows.last(state.rows) : rows.first(state.rows);
                    if (row >= 0) {
                        take(state, row, found, 0);
                    }
                }
            }

            @Override
            public void load(long[] state, int at) {
                System.arraycopy(state, at, found, 0, found.length);
            }

            @Override
            public void save(long[] state, int at) {
                end(state, at);
            }

            @Override
            public void end(long[] slots, int at) {
                slots[at] = found[0];
                slots[at + 1] = found[0] == VALUE ? found[1] : 0;
            }
        };
    }

    private void take(BatchState state, int row, long[] into, int at) {
        Register x = state.registers[argument];
        into[at] = x.isValid(row) ? VALUE : NULL;
        into[at + 1] = kind == RegisterKind.BITS ? (x.bitAt(row) ? 1 : 0) : x.longAt(row);
    }

    @Override
    public GroupedState grouped() {
        return new GroupedEnd(argument, kind, last);
    }

    @Override
    public void combine(long[] into, int at, long[] later, int laterAt) {
        if (later[laterAt] != NO_ROW && (last || into[at] == NO_ROW)) {
            into[at] = later[laterAt];
            into[at + 1] = later[laterAt + 1];
        }
    }

    @Override
    public void finish(long[] slots, int at, ColumnBuilder out) {
        if (slots[at] != VALUE) {
            out.appendNull();
            return;
        }
        long bits = slots[at + 1];
        switch (kind) {
            case LONG -> out.appendLong(bits);
            case DOUBLE -> {
                double value = longBitsToDouble(bits);
                out.appendDouble(Double.isNaN(value) ? Double.NaN : value);
            }
            case BITS -> out.appendBoolean(bits != 0);
            case PRESENCE -> throw new IllegalStateException("text has no first and last");
        }
    }
}
