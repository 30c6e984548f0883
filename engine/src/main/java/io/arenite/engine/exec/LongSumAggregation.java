package io.arenite.engine.exec;

import io.arenite.engine.NumericException;
import io.arenite.engine.frame.ColumnBuilder;
import io.arenite.engine.kernel.Int128Sum;
import io.arenite.engine.kernel.LongSumKernel;
import io.arenite.engine.kernel.LongSumProductKernel;
import io.arenite.partitions.ColumnType;
import java.math.BigInteger;

/// Exact sum, dot product or mean of integers and decimals, in 128 bits. Slots: upper and lower 64 bits, count.
/// State: the same.
///
/// @param weight the register of a dot product's second factor, -1: none
/// @param unsigned the argument is uint64
/// @param scale for a mean: the decimal digits of the argument; -1: a sum
/// @param type of the result
record LongSumAggregation(int mask, int argument, int weight, boolean unsigned, int scale, ColumnType type, String name)
        implements Aggregation {
    @Override
    public int slots() {
        return 3;
    }

    @Override
    public int stateSlots() {
        return slots();
    }

    private boolean isMean() {
        return scale >= 0;
    }

    @Override
    public Accumulator accumulator() {
        return new Accumulator() {
            private final Int128Sum sum = new Int128Sum();
            private long count;

            @Override
            public void begin() {
                sum.clear();
                count = 0;
            }

            @Override
            public void add(BatchState state, RowMask rows, int pass) {
                if (pass == 0) {
                    count += rows.count;
                    if (weight >= 0) {
                        product(state, rows, argument, weight, sum);
                    } else {
                        LongSumAggregation.sum(state, rows, argument, unsigned, sum);
                    }
                }
            }

            @Override
            public void load(long[] state, int at) {
                sum.clear();
                sum.add(state[at], state[at + 1]);
                count = state[at + 2];
            }

            @Override
            public void save(long[] state, int at) {
                end(state, at);
            }

            @Override
            public void end(long[] slots, int at) {
                store(sum, slots, at, name);
                slots[at + 2] = count;
            }
        };
    }

    static void sum(BatchState state, RowMask rows, int argument, boolean unsigned, Int128Sum sum) {
        Register x = state.registers[argument];
        if (rows.all && unsigned) {
            LongSumKernel.runUnsigned(x.values, x.offset, state.rows, sum);
        } else if (rows.all) {
            LongSumKernel.run(x.values, x.offset, state.rows, sum);
        } else if (unsigned) {
            LongSumKernel.runUnsignedMasked(x.values, x.offset, state.rows, rows.bits, rows.offset, sum);
        } else {
            LongSumKernel.runMasked(x.values, x.offset, state.rows, rows.bits, rows.offset, sum);
        }
    }

    static void product(BatchState state, RowMask rows, int argument, int weight, Int128Sum sum) {
        Register x = state.registers[argument];
        Register w = state.registers[weight];
        if (rows.all) {
            LongSumProductKernel.run(x.values, x.offset, w.values, w.offset, state.rows, sum);
        } else {
            LongSumProductKernel.runMasked(
                    x.values, x.offset, w.values, w.offset, state.rows, rows.bits, rows.offset, sum);
        }
    }

    /// Writes the 128 bits to two slots.
    static void store(Int128Sum sum, long[] slots, int at, String name) {
        if (sum.hasOverflowed()) {
            throw new NumericException("an exact sum left 128 bits: aggregate=" + name);
        }
        slots[at] = sum.hi();
        slots[at + 1] = sum.lo();
    }

    static void add(long[] slots, int at, long hi, long lo, String name) {
        long sumLo = slots[at + 1] + lo;
        long carry = Long.compareUnsigned(sumLo, lo) < 0 ? 1 : 0;
        long sumHi = slots[at] + hi + carry;
        if (((slots[at] ^ sumHi) & (hi ^ sumHi)) < 0) {
            throw new NumericException("an exact sum left 128 bits: aggregate=" + name);
        }
        slots[at] = sumHi;
        slots[at + 1] = sumLo;
    }

    static BigInteger big(long[] slots, int at) {
        BigInteger lower = LiteralRanges.unsigned(slots[at + 1]);
        return BigInteger.valueOf(slots[at]).shiftLeft(64).add(lower);
    }

    @Override
    public GroupedState grouped() {
        return new GroupedLongSum(argument, weight, unsigned, name);
    }

    @Override
    public void combine(long[] into, int at, long[] later, int laterAt) {
        add(into, at, later[laterAt], later[laterAt + 1], name);
        into[at + 2] += later[laterAt + 2];
    }

    @Override
    public void finish(long[] slots, int at, ColumnBuilder out) {
        if (isMean()) {
            finishMean(slots, at, out);
            return;
        }
        long hi = slots[at];
        long lo = slots[at + 1];
        boolean fits = type.equals(ColumnType.UINT64) ? hi == 0 : hi == lo >> 63;
        if (!fits) {
            throw new NumericException(
                    "the sum does not fit its type: aggregate=" + name + ", type=" + type + ", sum=" + big(slots, at));
        }
        out.appendLong(lo);
    }

    private void finishMean(long[] slots, int at, ColumnBuilder out) {
        long count = slots[at + 2];
        if (count == 0) {
            out.appendNull();
            return;
        }
        long lo = slots[at + 1];
        boolean small = slots[at] == lo >> 63 && Math.abs(lo) < 1L << 53 && scale == 0;
        out.appendDouble(
                small
                        ? (double) lo / count
                        : DecimalMath.quotient(
                                big(slots, at), BigInteger.valueOf(count).multiply(BigInteger.TEN.pow(scale))));
    }
}
