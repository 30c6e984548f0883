package io.arenite.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// What the warm-up calls, in the order in which queries are likely to want it. Rows, their number and the first lane
/// take every branch that real columns take, so that what was compiled here is not thrown away at the first query.
final class WarmUpStages {
    static final int GROUPS = 9;

    /// Not a multiple of anything: there is a head and a tail.
    private static final int ROWS = 1_003;

    private static final int LANE0 = 5;

    private final MemorySegment f64;
    private final MemorySegment i64;
    private final MemorySegment i32;
    private final MemorySegment f32;
    private final MemorySegment mask;
    private final MemorySegment out;
    private final double[] lanes = Lanes.create();
    private final Int128Sum sum = new Int128Sum();
    private final List<WarmUpStage> stages = new ArrayList<>();

    /// Read by nobody; results that go there are not optimized away.
    private double sink;

    private WarmUpStages(WarmUpRows rows) {
        f64 = rows.f64;
        i64 = rows.i64;
        i32 = rows.i32;
        f32 = rows.f32;
        mask = rows.mask;
        out = rows.out;
    }

    /// All groups, one after the other.
    static List<WarmUpStage> all(WarmUpRows rows) {
        var all = new ArrayList<WarmUpStage>();
        for (int group = 0; group < GROUPS; group++) {
            all.addAll(group(group, rows));
        }
        return all;
    }

    /// One group, made when its turn comes: a lambda's class takes a third of a millisecond to make.
    static List<WarmUpStage> group(int group, WarmUpRows rows) {
        var made = new WarmUpStages(rows);
        switch (group) {
            case 0 -> made.addSums();
            case 1 -> made.addFilters();
            case 2 -> made.addMaskedSums();
            case 3 -> made.addExtremes();
            case 4 -> made.addLongProducts();
            case 5 -> made.addComparisons();
            case 6 -> made.addDoubleArithmetic();
            case 7 -> made.addConversions();
            case 8 -> made.addLongArithmetic();
            default -> throw new IllegalArgumentException("no such group: group=" + group + ", groups=" + GROUPS);
        }
        return List.copyOf(made.stages);
    }

    private void add(WarmUpStage.Dispatch dispatch, Runnable... operations) {
        stages.add(WarmUpStage.of(dispatch, operations));
    }

    private void addSums() {
        add(
                on -> SumProductLongKernel.useVector = on,
                () -> SumProductLongKernel.Vector.run(f64, 0, i64, 0, ROWS, LANE0, lanes));
        add(on -> LongSumKernel.useVector = on, () -> LongSumKernel.Vector.run(i64, 0, ROWS, sum));
        add(
                on -> SumProductKernel.useVector = on,
                () -> SumProductKernel.Vector.run(f64, 0, f64, 0, ROWS, LANE0, lanes));
        add(on -> SumKernel.useVector = on, () -> SumKernel.Vector.run(f64, 0, ROWS, LANE0, lanes));
    }

    private void addMaskedSums() {
        add(on -> SumKernel.useVectorRest = on, () -> SumKernel.Vector.runMasked(f64, 0, ROWS, mask, 0, lanes));
        add(
                on -> SumProductLongKernel.useVectorRest = on,
                () -> SumProductLongKernel.Vector.runMasked(f64, 0, i64, 0, ROWS, mask, 0, lanes));
        add(
                on -> SumProductKernel.useVectorRest = on,
                () -> SumProductKernel.Vector.runMasked(f64, 0, f64, 0, ROWS, mask, 0, lanes));
        add(
                on -> LongSumKernel.useVectorRest = on,
                () -> LongSumKernel.Vector.runMasked(i64, 0, ROWS, mask, 0, sum),
                () -> LongSumKernel.Vector.runUnsigned(i64, 0, ROWS, sum),
                () -> LongSumKernel.Vector.runUnsignedMasked(i64, 0, ROWS, mask, 0, sum));
    }

    private void addFilters() {
        add(
                on -> FilterSumKernel.useVector = on,
                () -> FilterSumKernel.Vector.run(f64, 0, 110, 120, f64, 0, ROWS, LANE0, lanes),
                () -> sink += FilterSumKernel.Vector.count(f64, 0, 110, 120, ROWS),
                () -> FilterSumKernel.Vector.run(f64, 0, 110, 120, ROWS, LANE0, lanes));
        add(
                on -> RangeKernel.useVector = on,
                () -> RangeKernel.Vector.doubles(f64, 0, 110, 120, ROWS, out, 0),
                () -> RangeKernel.Vector.longs(i64, 0, 20, 50, ROWS, out, 0),
                () -> RangeKernel.Vector.ints(i32, 0, 2, 4, ROWS, out, 0),
                () -> RangeKernel.Vector.unsignedLongs(i64, 0, 20, 50, ROWS, out, 0));
        var few = SymbolSet.of(2, 4);
        add(on -> SymbolSetKernel.useVector = on, () -> SymbolSetKernel.Vector.run(i32, 0, few, ROWS, out, 0));
        add(
                on -> LongFilterSumKernel.useVector = on,
                () -> LongFilterSumKernel.Vector.run(i64, 0, 20, 50, f64, 0, ROWS, LANE0, lanes),
                () -> sink += LongFilterSumKernel.Vector.count(i64, 0, 20, 50, ROWS));
    }

    private void addExtremes() {
        add(
                on -> MinMaxKernel.useVector = on,
                () -> sink += MinMaxKernel.Vector.min(f64, 0, ROWS),
                () -> sink += MinMaxKernel.Vector.max(f64, 0, ROWS),
                () -> sink += MinMaxKernel.Vector.minMasked(f64, 0, ROWS, mask, 0),
                () -> sink += MinMaxKernel.Vector.maxMasked(f64, 0, ROWS, mask, 0));
        long order = LongMinMaxKernel.SIGNED;
        add(
                on -> LongMinMaxKernel.useVector = on,
                () -> sink += LongMinMaxKernel.Vector.min(order, i64, 0, ROWS),
                () -> sink += LongMinMaxKernel.Vector.max(order, i64, 0, ROWS),
                () -> sink += LongMinMaxKernel.Vector.minMasked(order, i64, 0, ROWS, mask, 0),
                () -> sink += LongMinMaxKernel.Vector.maxMasked(order, i64, 0, ROWS, mask, 0));
    }

    private void addLongProducts() {
        add(
                on -> LongSumProductKernel.useVector = on,
                () -> LongSumProductKernel.Vector.run(i64, 0, i64, 0, ROWS, sum),
                () -> LongSumProductKernel.Vector.runMasked(i64, 0, i64, 0, ROWS, mask, 0, sum));
    }

    private void addComparisons() {
        var comparisons = new ArrayList<Runnable>();
        for (CompareOp op : CompareOp.values()) {
            comparisons.add(() -> CompareKernel.Vector.doubles(op, f64, 0, f64, 0, ROWS, out, 0));
            comparisons.add(() -> CompareKernel.Vector.longs(op, i64, 0, i64, 0, ROWS, out, 0));
        }
        stages.add(new WarmUpStage(on -> CompareKernel.useVector = on, comparisons));
        add(
                on -> SelectKernel.useVector = on,
                () -> SelectKernel.Vector.run(mask, 0, f64, 0, f64, 0, ROWS, out, 0),
                () -> SelectKernel.Vector.run(mask, 0, f64, 0, 7, ROWS, out, 0));
    }

    private void addDoubleArithmetic() {
        var arithmetic = new ArrayList<Runnable>();
        for (ArithmeticOp op : ArithmeticOp.values()) {
            arithmetic.add(() -> DoubleArithmeticKernel.Vector.run(op, f64, 0, f64, 0, ROWS, out, 0));
            arithmetic.add(() -> DoubleArithmeticKernel.Vector.run(op, f64, 0, 1.5, ROWS, out, 0));
            arithmetic.add(() -> DoubleArithmeticKernel.Vector.run(op, 1.5, f64, 0, ROWS, out, 0));
        }
        arithmetic.add(() -> DoubleArithmeticKernel.Vector.negate(f64, 0, ROWS, out, 0));
        arithmetic.add(() -> DoubleArithmeticKernel.Vector.abs(f64, 0, ROWS, out, 0));
        stages.add(new WarmUpStage(on -> DoubleArithmeticKernel.useVector = on, arithmetic));
    }

    private void addConversions() {
        add(
                on -> ConvertKernel.useVector = on,
                () -> ConvertKernel.Vector.int64ToDoubles(i64, 0, ROWS, out, 0),
                () -> ConvertKernel.Vector.int32ToLongs(i32, 0, ROWS, out, 0),
                () -> ConvertKernel.Vector.int32ToDoubles(i32, 0, ROWS, out, 0),
                () -> ConvertKernel.Vector.float32ToDoubles(f32, 0, ROWS, out, 0),
                () -> ConvertKernel.Vector.uint32ToLongs(i32, 0, ROWS, out, 0),
                () -> ConvertKernel.Vector.uint64ToDoubles(i64, 0, ROWS, out, 0),
                () -> ConvertKernel.Vector.boolToLongs(mask, 0, ROWS, out, 0));
    }

    private void addLongArithmetic() {
        var arithmetic = new ArrayList<Runnable>();
        for (ArithmeticOp op : List.of(ArithmeticOp.ADD, ArithmeticOp.SUBTRACT, ArithmeticOp.MULTIPLY)) {
            arithmetic.add(() -> LongArithmeticKernel.Vector.run(op, i64, 0, i64, 0, ROWS, out, 0, mask, 0));
            arithmetic.add(() -> LongArithmeticKernel.Vector.run(op, i64, 0, 3, ROWS, out, 0, mask, 0));
            arithmetic.add(() -> LongArithmeticKernel.Vector.run(op, 3, i64, 0, ROWS, out, 0, mask, 0));
        }
        stages.add(new WarmUpStage(on -> LongArithmeticKernel.useVector = on, arithmetic));
        add(
                on -> LongSignKernel.useVector = on,
                () -> LongSignKernel.Vector.negate(i64, 0, ROWS, out, 0, mask, 0),
                () -> LongSignKernel.Vector.abs(i64, 0, ROWS, out, 0, mask, 0));
    }
}
