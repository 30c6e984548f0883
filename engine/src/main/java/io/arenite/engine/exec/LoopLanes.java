package io.arenite.engine.exec;

import static java.lang.Double.doubleToRawLongBits;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.arenite.engine.generate.GeneratedLoop;
import io.arenite.engine.generate.LoopFold;
import io.arenite.engine.generate.LoopShape;
import io.arenite.engine.kernel.Batch;
import io.arenite.engine.kernel.ConvertKernel;
import io.arenite.engine.kernel.Int128Sum;
import io.arenite.engine.kernel.Lanes;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// What one worker's generated loop adds to, over one block: lanes, and how partials are made of them.
///
/// Rows that do not fill a group of 32, at most one group at the begin and one at the end, are copied to scratch, so
/// that nothing beyond them is read.
final class LoopLanes {
    private static final int GROUP = Lanes.COUNT;

    /// Room for one column's values of one group.
    private static final long STAGED_BYTES = GROUP * 8L;

    private final CompiledAggregate plan;
    private final BatchState state;
    private final double[] fold = Lanes.create();
    private final Int128Sum sum = new Int128Sum();

    private GeneratedPlan.Variant variant;
    private LoweredLoop lowered;
    private LoopShape shape;
    private int[] lanesOf;
    private long[] parameters;
    private long[] offsets;
    private long[] stagedOffsets;
    private double[] reals;
    private long[] wholes;
    private long[] partial;
    private boolean[] isLoaded;
    private int widenedColumns;
    private long rows;

    LoopLanes(CompiledAggregate plan, BatchState state) {
        this.plan = plan;
        this.state = state;
    }

    /// How many columns a loop can have: their groups have to fit where narrow values are gathered otherwise.
    static boolean fits(LoweredLoop loop) {
        return (loop.shape().columns() + 1) * STAGED_BYTES <= BatchState.RAW_BYTES
                && loop.widenedColumns() <= BatchState.WIDENED_COLUMNS;
    }

    /// Begins a block.
    void begin(GeneratedPlan.Variant newVariant) {
        if (newVariant != variant) {
            variant = newVariant;
            prepare(newVariant.lowered);
        }
        rows = 0;
        Arrays.fill(reals, 0);
        Arrays.fill(wholes, 0);
        for (int i = 0; i < lanesOf.length; i++) {
            int at = lanesOf[i];
            switch (shape.folds().get(i)) {
                case LoopFold.RealExtreme(var _, boolean max, var _) ->
                    Arrays.fill(reals, at, at + GROUP, max ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
                case LoopFold.WholeExtreme(var _, boolean max, var _, var _) ->
                    Arrays.fill(wholes, at, at + GROUP, max ? Long.MIN_VALUE : Long.MAX_VALUE);
                default -> {}
            }
        }
    }

    private void prepare(LoweredLoop loop) {
        lowered = loop;
        shape = loop.shape();
        lanesOf = new int[shape.folds().size()];
        Arrays.setAll(lanesOf, fold -> GeneratedLoop.lanesOf(shape, fold));
        parameters = loop.parameters().clone();
        offsets = new long[shape.columns() + 1];
        stagedOffsets = new long[shape.columns() + 1];
        Arrays.setAll(stagedOffsets, column -> state.rawOffset + column * STAGED_BYTES);
        reals = new double[GeneratedLoop.realsLength(shape)];
        wholes = new long[GeneratedLoop.wholesLength(shape)];
        partial = new long[plan.width()];
        isLoaded = new boolean[lanesOf.length];
        widenedColumns = loop.widenedColumns();
    }

    /// After [#begin], for this block and those that follow: a constant, doubles by their bits.
    void parameter(int index, long bits) {
        parameters[index] = bits;
    }

    /// Adds positions `[from, to)`.
    ///
    /// @return false where some value is out of the loop's range
    boolean add(GeneratedLoop loop, PartitionInput input, long from, long to) {
        MainSource main = input.main;
        rows += to - from;
        if (lowered.keyParameter() >= 0) {
            parameters[lowered.keyParameter()] = main.keyCode();
        }
        long at = from;
        if ((at & GROUP - 1) != 0) {
            long end = Math.min(to, (at | GROUP - 1) + 1);
            edge(loop, main, at, end);
            at = end;
        }
        long bodyEnd = at + (to - at & -GROUP);
        int most = widenedColumns == 0 ? Batch.BLOCK_ROWS : Batch.ROWS;
        for (; at < bodyEnd; at += most) {
            int count = (int) Math.min(most, bodyEnd - at);
            place(main, at, count);
            loop.rows(main.segment(), state.scratch, offsets, count, parameters, reals, wholes);
        }
        if (bodyEnd < to) {
            edge(loop, main, bodyEnd, to);
        }
        return !loop.isFlagged(wholes) && isBounded();
    }

    /// Finds the columns from a position on; narrow ones are widened.
    private void place(MainSource main, long position, int count) {
        int widened = 0;
        for (int i = 0; i < lowered.columns().size(); i++) {
            LoweredLoop.Column column = lowered.columns().get(i);
            if (column.widened() == null) {
                offsets[i] = offset(main, column, position);
            } else {
                offsets[i] = state.widenedOffset + widened++ * BatchState.WIDENED_BYTES;
                widen(main, column, position, count, offsets[i]);
            }
        }
    }

    private void widen(MainSource main, LoweredLoop.Column column, long position, int count, long outOffset) {
        MemorySegment values = main.segment();
        MemorySegment out = state.scratch;
        long at =
                main.valuesOffset(column.column()) + position * column.widened().widthBytes();
        switch (column.widened().kind()) {
            case INT8 -> ConvertKernel.int8ToLongs(values, at, count, out, outOffset);
            case UINT8 -> ConvertKernel.uint8ToLongs(values, at, count, out, outOffset);
            case INT16 -> ConvertKernel.int16ToLongs(values, at, count, out, outOffset);
            case UINT16 -> ConvertKernel.uint16ToLongs(values, at, count, out, outOffset);
            default -> throw new IllegalStateException("not widened before a loop: type=" + column.widened());
        }
    }

    private static long offset(MainSource main, LoweredLoop.Column column, long position) {
        if (column.bytes() > 0) {
            return main.valuesOffset(column.column()) + position * column.bytes();
        }
        long bits = column.isValidity() ? main.validityOffset(column.column()) : main.valuesOffset(column.column());
        return bits + (position >>> 3);
    }

    /// Adds positions of one group.
    private void edge(GeneratedLoop loop, MainSource main, long from, long to) {
        long group = from & -GROUP;
        int first = (int) (from - group);
        int count = (int) (to - from);
        MemorySegment scratch = state.scratch;
        for (int i = 0; i < lowered.columns().size(); i++) {
            LoweredLoop.Column column = lowered.columns().get(i);
            scratch.asSlice(stagedOffsets[i], STAGED_BYTES).fill((byte) 0);
            int bytes = column.bytes();
            if (column.widened() != null) {
                widen(main, column, from, count, stagedOffsets[i] + first * 8L);
            } else if (bytes > 0) {
                long target = stagedOffsets[i] + (long) first * bytes;
                MemorySegment.copy(main.segment(), offset(main, column, from), scratch, target, (long) count * bytes);
            } else {
                long bitBytes = (to - 1 >>> 3) - (group >>> 3) + 1;
                MemorySegment.copy(main.segment(), offset(main, column, group), scratch, stagedOffsets[i], bitBytes);
            }
        }
        int mask = (int) ((1L << count) - 1 << first);
        scratch.set(JAVA_INT_UNALIGNED, stagedOffsets[shape.columns()], mask);
        loop.edge(scratch, stagedOffsets, parameters, reals, wholes);
    }

    private boolean isBounded() {
        for (LoweredLoop.Bound bound : lowered.bounds()) {
            if (bits(bound.left()) + bits(bound.right()) > bound.bits()) {
                return false;
            }
        }
        return true;
    }

    private int bits(LoweredLoop.Factor factor) {
        long magnitude = 0;
        if (factor.fold() < 0) {
            long value = parameters[factor.parameter()];
            magnitude = value ^ value >> 63;
        } else {
            int at = lanesOf[factor.fold()];
            for (int lane = 0; lane < GROUP; lane++) {
                magnitude |= wholes[at + lane];
            }
        }
        return Long.SIZE - Long.numberOfLeadingZeros(magnitude);
    }

    /// After [#begin]: goes on from the state of an earlier piece.
    ///
    /// @return false where two aggregations share lanes now and did not before
    boolean load(long[] resumed, int resumedAt) {
        boolean isGood = true;
        Arrays.fill(isLoaded, false);
        for (int i = 0; i < plan.aggregations().length; i++) {
            int at = resumedAt + plan.stateOffsets()[i];
            LoweredLoop.Result result = lowered.results().get(i);
            switch (plan.aggregations()[i]) {
                case DoubleSumAggregation _ -> isGood &= loadLanes(result.value(), resumed, at);
                case VwapAggregation vwap -> {
                    isGood &= vwap.exact() || loadLanes(result.value(), resumed, at);
                    isGood &= vwap.longWeight() || loadLanes(result.weights(), resumed, at + vwap.weightsState());
                }
                case CountAggregation _,
                        LongSumAggregation _,
                        ExtremeAggregation _,
                        EndAggregation _,
                        MomentsAggregation _ -> {}
            }
        }
        return isGood;
    }

    private boolean loadLanes(int result, long[] resumed, int at) {
        boolean isGood = true;
        for (int lane = 0; lane < GROUP; lane++) {
            double value = Double.longBitsToDouble(resumed[at + lane]);
            int into = lanesOf[result] + lane;
            isGood &= !isLoaded[result] || doubleToRawLongBits(reals[into]) == resumed[at + lane];
            reals[into] = value;
        }
        isLoaded[result] = true;
        return isGood;
    }

    /// Writes the partial of the rows since [#begin].
    ///
    /// @return false where an extreme is ambiguous
    boolean end(long[] slots, int at) {
        for (int i = 0; i < plan.aggregations().length; i++) {
            if (!end(plan.aggregations()[i], lowered.results().get(i), slots, at + plan.offsets()[i])) {
                return false;
            }
        }
        return true;
    }

    private boolean end(Aggregation aggregation, LoweredLoop.Result result, long[] slots, int at) {
        switch (aggregation) {
            case CountAggregation _ -> slots[at] = count(result);
            case DoubleSumAggregation sums -> {
                slots[at] = real(result.value());
                if (sums.mean()) {
                    slots[at + 1] = count(result);
                }
            }
            case LongSumAggregation sums -> {
                whole(result.value(), slots, at, sums.name());
                slots[at + 2] = count(result);
            }
            case ExtremeAggregation extreme -> {
                long count = count(result);
                if (count > 0) {
                    slots[at] = count;
                    return extreme(extreme, result.value(), slots, at + 1);
                }
            }
            case VwapAggregation vwap -> {
                slots[at] = count(result);
                realOrWhole(vwap.exact(), result.value(), slots, at + 1, vwap.name());
                realOrWhole(vwap.longWeight(), result.weights(), slots, at + 3, vwap.name());
            }
            case EndAggregation _, MomentsAggregation _ ->
                throw new IllegalStateException("no loop is generated for it: " + aggregation);
        }
        return true;
    }

    private void realOrWhole(boolean exact, int result, long[] slots, int at, String name) {
        if (exact) {
            whole(result, slots, at, name);
        } else {
            slots[at] = real(result);
        }
    }

    private long count(LoweredLoop.Result result) {
        if (result.count() < 0) {
            return rows;
        }
        long count = 0;
        int at = lanesOf[result.count()];
        for (int lane = 0; lane < GROUP; lane++) {
            count += wholes[at + lane];
        }
        return count;
    }

    private long real(int result) {
        System.arraycopy(reals, lanesOf[result], fold, 0, GROUP);
        return doubleToRawLongBits(Lanes.fold(fold));
    }

    private void whole(int result, long[] slots, int at, String name) {
        sum.clear();
        for (int lane = 0; lane < GROUP; lane++) {
            sum.add(wholes[lanesOf[result] + lane]);
        }
        LongSumAggregation.store(sum, slots, at, name);
    }

    /// The smallest or largest of the lanes.
    ///
    /// @return false where it may have the wrong sign, or be what an empty lane holds
    private boolean extreme(ExtremeAggregation extreme, int result, long[] slots, int at) {
        int first = lanesOf[result];
        if (extreme.isDouble()) {
            double best = reals[first];
            for (int lane = 1; lane < GROUP; lane++) {
                double value = reals[first + lane];
                best = extreme.max() ? Math.max(best, value) : Math.min(best, value);
            }
            slots[at] = doubleToRawLongBits(best);
            return best != 0 && !Double.isInfinite(best);
        }
        long best = wholes[first];
        for (int lane = 1; lane < GROUP; lane++) {
            long value = wholes[first + lane];
            best = extreme.max() ? Math.max(best, value) : Math.min(best, value);
        }
        slots[at] = extreme.unsigned() ? best ^ Long.MIN_VALUE : best;
        return true;
    }

    /// After [#load]: leaves the state for rows that follow, and writes the partial of all rows so far.
    ///
    /// @return false, with the state as it was, where an extreme is ambiguous
    boolean end(long[] resumed, int resumedAt, long[] slots, int at) {
        Arrays.fill(partial, 0);
        if (!end(partial, 0)) {
            return false;
        }
        for (int i = 0; i < plan.aggregations().length; i++) {
            Aggregation aggregation = plan.aggregations()[i];
            int from = plan.offsets()[i];
            int into = resumedAt + plan.stateOffsets()[i];
            switch (aggregation) {
                case DoubleSumAggregation sums -> {
                    saveLanes(lowered.results().get(i).value(), resumed, into);
                    slots[at + from] = partial[from];
                    if (sums.mean()) {
                        resumed[into + GROUP] += partial[from + 1];
                        slots[at + from + 1] = resumed[into + GROUP];
                    }
                }
                case VwapAggregation vwap -> saveVwap(vwap, lowered.results().get(i), from, resumed, into, slots, at);
                case CountAggregation _, LongSumAggregation _, ExtremeAggregation _ -> {
                    aggregation.combine(resumed, into, partial, from);
                    System.arraycopy(resumed, into, slots, at + from, aggregation.slots());
                }
                case EndAggregation _, MomentsAggregation _ ->
                    throw new IllegalStateException("no loop is generated for it: " + aggregation);
            }
        }
        return true;
    }

    private void saveLanes(int result, long[] resumed, int at) {
        for (int lane = 0; lane < GROUP; lane++) {
            resumed[at + lane] = doubleToRawLongBits(reals[lanesOf[result] + lane]);
        }
    }

    private void saveVwap(
            VwapAggregation vwap, LoweredLoop.Result result, int from, long[] resumed, int into, long[] slots, int at) {
        int weights = into + vwap.weightsState();
        int count = into + vwap.stateSlots() - 1;
        resumed[count] += partial[from];
        slots[at + from] = resumed[count];
        save(vwap.exact(), result.value(), from + 1, resumed, into, slots, at, vwap.name());
        save(vwap.longWeight(), result.weights(), from + 3, resumed, weights, slots, at, vwap.name());
    }

    private void save(
            boolean exact, int result, int from, long[] resumed, int into, long[] slots, int at, String name) {
        if (exact) {
            LongSumAggregation.add(resumed, into, partial[from], partial[from + 1], name);
            System.arraycopy(resumed, into, slots, at + from, 2);
        } else {
            saveLanes(result, resumed, into);
            slots[at + from] = partial[from];
        }
    }
}
