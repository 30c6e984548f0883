package io.arenite.engine.exec;

import static java.lang.Double.doubleToRawLongBits;
import static java.lang.Double.longBitsToDouble;

import io.arenite.engine.frame.ColumnBuilder;
import io.arenite.engine.kernel.LongMinMaxKernel;
import io.arenite.engine.kernel.MinMaxKernel;

/// Smallest or largest value. NaN is skipped, but is the result where there is nothing else; -0.0 < 0.0. Slots: count,
/// value. A count of zero means that the value says nothing. State: the same.
record ExtremeAggregation(int mask, int argument, boolean isDouble, boolean unsigned, boolean max)
        implements Aggregation {
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
                found[0] = 0;
            }

            @Override
            public void add(BatchState state, RowMask rows, int pass) {
                if (pass == 0 && rows.count > 0) {
                    join(found, 0, rows.count, isDouble ? ofDoubles(state, rows) : ofLongs(state, rows));
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
                slots[at + 1] = found[0] == 0 ? 0 : found[1];
            }
        };
    }

    private long ofDoubles(BatchState state, RowMask rows) {
        Register x = state.registers[argument];
        int n = state.rows;
        double value;
        if (rows.all) {
            value = max ? MinMaxKernel.max(x.values, x.offset, n) : MinMaxKernel.min(x.values, x.offset, n);
        } else {
            value = max
                    ? MinMaxKernel.maxMasked(x.values, x.offset, n, rows.bits, rows.offset)
                    : MinMaxKernel.minMasked(x.values, x.offset, n, rows.bits, rows.offset);
        }
        return doubleToRawLongBits(value);
    }

    private long ofLongs(BatchState state, RowMask rows) {
        Register x = state.registers[argument];
        long order = unsigned ? LongMinMaxKernel.UNSIGNED : LongMinMaxKernel.SIGNED;
        int n = state.rows;
        if (rows.all) {
            return max
                    ? LongMinMaxKernel.max(order, x.values, x.offset, n)
                    : LongMinMaxKernel.min(order, x.values, x.offset, n);
        }
        return max
                ? LongMinMaxKernel.maxMasked(order, x.values, x.offset, n, rows.bits, rows.offset)
                : LongMinMaxKernel.minMasked(order, x.values, x.offset, n, rows.bits, rows.offset);
    }

    private void join(long[] into, int at, long count, long bits) {
        into[at + 1] = into[at] == 0 ? bits : better(into[at + 1], bits);
        into[at] += count;
    }

    private long better(long a, long b) {
        if (isDouble) {
            double x = longBitsToDouble(a);
            double y = longBitsToDouble(b);
            return doubleToRawLongBits(max ? MinMaxKernel.larger(x, y) : MinMaxKernel.smaller(x, y));
        }
        int order = unsigned ? Long.compareUnsigned(a, b) : Long.compare(a, b);
        return order < 0 == max ? b : a;
    }

    @Override
    public GroupedState grouped() {
        return new GroupedExtreme(argument, isDouble, unsigned, max);
    }

    @Override
    public void combine(long[] into, int at, long[] later, int laterAt) {
        if (later[laterAt] > 0) {
            join(into, at, later[laterAt], later[laterAt + 1]);
        }
    }

    @Override
    public void finish(long[] slots, int at, ColumnBuilder out) {
        if (slots[at] == 0) {
            out.appendNull();
        } else if (isDouble) {
            double value = longBitsToDouble(slots[at + 1]);
            out.appendDouble(Double.isNaN(value) ? Double.NaN : value);
        } else {
            out.appendLong(slots[at + 1]);
        }
    }
}
