package io.arenite.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/// Every operation of the package, once through its public entry point and once through its scalar specification.
final class KernelOperations {
    /// `masked` operations begin at lane 0 and see at most the batch's rows.
    record Operation(
            String name,
            BiConsumer<KernelCase, KernelResult> dispatched,
            BiConsumer<KernelCase, KernelResult> scalar) {}

    private final List<Operation> operations = new ArrayList<>();

    private KernelOperations() {}

    static List<Operation> all() {
        var all = new KernelOperations();
        all.addSums();
        all.addExtremes();
        all.addFilteredSums();
        all.addMasks();
        all.addDoubleArithmetic();
        all.addLongArithmetic();
        all.addConversions();
        all.addSelections();
        ColdOperations.addTo(all);
        return List.copyOf(all.operations);
    }

    interface LaneSum {
        void run(MemorySegment values, long offset, int rows, int lane0, double[] lanes);
    }

    private interface MaskedLaneSum {
        void run(MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset, double[] lanes);
    }

    interface Product {
        void run(MemorySegment l, long lo, MemorySegment r, long ro, int rows, int lane0, double[] lanes);
    }

    private interface MaskedProduct {
        void run(
                MemorySegment l, long lo, MemorySegment r, long ro, int rows, MemorySegment m, long mo, double[] lanes);
    }

    interface LongSum {
        void run(MemorySegment values, long offset, int rows, Int128Sum sum);
    }

    private interface MaskedLongSum {
        void run(MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset, Int128Sum sum);
    }

    private interface LongProduct {
        void run(MemorySegment l, long lo, MemorySegment r, long ro, int rows, Int128Sum sum);
    }

    private interface MaskedLongProduct {
        void run(MemorySegment l, long lo, MemorySegment r, long ro, int rows, MemorySegment m, long mo, Int128Sum sum);
    }

    private void addSums() {
        add(
                "sum",
                (LaneSum) SumKernel::run,
                SumKernel.Scalar::run,
                (f, c, r) -> f.run(c.left, c.at(), c.rows, c.lane0, r.lanes()));
        add(
                "sum masked",
                (MaskedLaneSum) SumKernel::runMasked,
                SumKernel.Scalar::runMasked,
                (f, c, r) -> f.run(c.left, c.at(), c.rows, c.mask, 0, r.lanes()));
        add(
                "sum product",
                (Product) SumProductKernel::run,
                SumProductKernel.Scalar::run,
                (f, c, r) -> f.run(c.left, c.at(), c.right, c.at(), c.rows, c.lane0, r.lanes()));
        add(
                "sum product masked",
                (MaskedProduct) SumProductKernel::runMasked,
                SumProductKernel.Scalar::runMasked,
                (f, c, r) -> f.run(c.left, c.at(), c.right, c.at(), c.rows, c.mask, 0, r.lanes()));
        add(
                "sum product long",
                (Product) SumProductLongKernel::run,
                SumProductLongKernel.Scalar::run,
                (f, c, r) -> f.run(c.left, c.at(), c.longRight, c.at(), c.rows, c.lane0, r.lanes()));
        add(
                "sum product long masked",
                (MaskedProduct) SumProductLongKernel::runMasked,
                SumProductLongKernel.Scalar::runMasked,
                (f, c, r) -> f.run(c.left, c.at(), c.longRight, c.at(), c.rows, c.mask, 0, r.lanes()));
        add(
                "long sum",
                (LongSum) LongSumKernel::run,
                LongSumKernel.Scalar::run,
                (f, c, r) -> f.run(c.longLeft, c.at(), c.rows, r.sum()));
        add(
                "long sum masked",
                (MaskedLongSum) LongSumKernel::runMasked,
                LongSumKernel.Scalar::runMasked,
                (f, c, r) -> f.run(c.longLeft, c.at(), c.rows, c.mask, 0, r.sum()));
        add(
                "unsigned sum",
                (LongSum) LongSumKernel::runUnsigned,
                LongSumKernel.Scalar::runUnsigned,
                (f, c, r) -> f.run(c.longLeft, c.at(), c.rows, r.sum()));
        add(
                "unsigned sum masked",
                (MaskedLongSum) LongSumKernel::runUnsignedMasked,
                LongSumKernel.Scalar::runUnsignedMasked,
                (f, c, r) -> f.run(c.longLeft, c.at(), c.rows, c.mask, 0, r.sum()));
        add(
                "long product",
                (LongProduct) LongSumProductKernel::run,
                LongSumProductKernel.Scalar::run,
                (f, c, r) -> f.run(c.longLeft, c.at(), c.longRight, c.at(), c.rows, r.sum()));
        add(
                "long product masked",
                (MaskedLongProduct) LongSumProductKernel::runMasked,
                LongSumProductKernel.Scalar::runMasked,
                (f, c, r) -> f.run(c.longLeft, c.at(), c.longRight, c.at(), c.rows, c.mask, 0, r.sum()));
    }

    interface Extreme {
        double run(MemorySegment values, long offset, int rows);
    }

    private interface MaskedExtreme {
        double run(MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset);
    }

    interface LongExtreme {
        long run(long order, MemorySegment values, long offset, int rows);
    }

    private interface MaskedLongExtreme {
        long run(long order, MemorySegment values, long offset, int rows, MemorySegment mask, long maskOffset);
    }

    private void addExtremes() {
        addExtreme("min", MinMaxKernel::min, MinMaxKernel.Scalar::min);
        addExtreme("max", MinMaxKernel::max, MinMaxKernel.Scalar::max);
        addMaskedExtreme("min masked", MinMaxKernel::minMasked, MinMaxKernel.Scalar::minMasked);
        addMaskedExtreme("max masked", MinMaxKernel::maxMasked, MinMaxKernel.Scalar::maxMasked);
        for (long order : new long[] {LongMinMaxKernel.SIGNED, LongMinMaxKernel.UNSIGNED}) {
            String suffix = order == LongMinMaxKernel.SIGNED ? " signed" : " unsigned";
            add(
                    "long min" + suffix,
                    (LongExtreme) LongMinMaxKernel::min,
                    LongMinMaxKernel.Scalar::min,
                    (f, c, r) -> r.add(f.run(order, c.longLeft, c.at(), c.rows)));
            add(
                    "long max" + suffix,
                    (LongExtreme) LongMinMaxKernel::max,
                    LongMinMaxKernel.Scalar::max,
                    (f, c, r) -> r.add(f.run(order, c.longLeft, c.at(), c.rows)));
            add(
                    "long min masked" + suffix,
                    (MaskedLongExtreme) LongMinMaxKernel::minMasked,
                    LongMinMaxKernel.Scalar::minMasked,
                    (f, c, r) -> r.add(f.run(order, c.longLeft, c.at(), c.rows, c.mask, 0)));
            add(
                    "long max masked" + suffix,
                    (MaskedLongExtreme) LongMinMaxKernel::maxMasked,
                    LongMinMaxKernel.Scalar::maxMasked,
                    (f, c, r) -> r.add(f.run(order, c.longLeft, c.at(), c.rows, c.mask, 0)));
        }
    }

    void addExtreme(String name, Extreme dispatched, Extreme scalar) {
        add(name + " right", dispatched, scalar, (f, c, r) -> r.add(f.run(c.right, c.at(), c.rows)));
        add(name, dispatched, scalar, (f, c, r) -> r.add(f.run(c.left, c.at(), c.rows)));
    }

    private void addMaskedExtreme(String name, MaskedExtreme dispatched, MaskedExtreme scalar) {
        add(name + " right", dispatched, scalar, (f, c, r) -> r.add(f.run(c.right, c.at(), c.rows, c.mask, 0)));
        add(name, dispatched, scalar, (f, c, r) -> r.add(f.run(c.left, c.at(), c.rows, c.mask, 0)));
    }

    interface FilterSum {
        void run(
                MemorySegment f,
                long fo,
                double lo,
                double hi,
                MemorySegment v,
                long vo,
                int rows,
                int lane0,
                double[] to);
    }

    interface SameFilterSum {
        void run(MemorySegment values, long offset, double lo, double hi, int rows, int lane0, double[] lanes);
    }

    private interface LongFilterSum {
        void run(
                MemorySegment f, long fo, long lo, long hi, MemorySegment v, long vo, int rows, int lane0, double[] to);
    }

    interface FilterCount {
        int run(MemorySegment filter, long offset, double lo, double hi, int rows);
    }

    private interface LongFilterCount {
        int run(MemorySegment filter, long offset, long lo, long hi, int rows);
    }

    private void addFilteredSums() {
        add(
                "filter sum",
                (FilterSum) FilterSumKernel::run,
                FilterSumKernel.Scalar::run,
                (f, c, r) -> f.run(c.left, c.at(), c.lo, c.hi, c.right, c.at(), c.rows, c.lane0, r.lanes()));
        add(
                "filter sum same",
                (SameFilterSum) FilterSumKernel::run,
                FilterSumKernel.Scalar::run,
                (f, c, r) -> f.run(c.left, c.at(), c.lo, c.hi, c.rows, c.lane0, r.lanes()));
        add(
                "filter sum long",
                (LongFilterSum) LongFilterSumKernel::run,
                LongFilterSumKernel.Scalar::run,
                (f, c, r) ->
                        f.run(c.longLeft, c.at(), c.longLo, c.longHi, c.right, c.at(), c.rows, c.lane0, r.lanes()));
        add(
                "filter count",
                (FilterCount) FilterSumKernel::count,
                FilterSumKernel.Scalar::count,
                (f, c, r) -> r.add(f.run(c.left, c.at(), c.lo, c.hi, c.rows)));
        add(
                "filter count long",
                (LongFilterCount) LongFilterSumKernel::count,
                LongFilterSumKernel.Scalar::count,
                (f, c, r) -> r.add(f.run(c.longLeft, c.at(), c.longLo, c.longHi, c.rows)));
    }

    private interface Range {
        void run(MemorySegment values, long offset, double lo, double hi, int rows, MemorySegment out, long outOffset);
    }

    private interface LongRange {
        void run(MemorySegment values, long offset, long lo, long hi, int rows, MemorySegment out, long outOffset);
    }

    private interface IntRange {
        void run(MemorySegment values, long offset, int lo, int hi, int rows, MemorySegment out, long outOffset);
    }

    private interface InSet {
        void run(MemorySegment codes, long offset, SymbolSet set, int rows, MemorySegment out, long outOffset);
    }

    private interface Compare {
        void run(CompareOp op, MemorySegment l, long lo, MemorySegment r, long ro, int rows, MemorySegment o, long oo);
    }

    private void addMasks() {
        add(
                "range",
                (Range) RangeKernel::doubles,
                RangeKernel.Scalar::doubles,
                (f, c, r) -> f.run(c.left, c.at(), c.lo, c.hi, c.rows, r.out(), r.outAt()));
        add(
                "range long",
                (LongRange) RangeKernel::longs,
                RangeKernel.Scalar::longs,
                (f, c, r) -> f.run(c.longLeft, c.at(), c.longLo, c.longHi, c.rows, r.out(), r.outAt()));
        add(
                "range unsigned",
                (LongRange) RangeKernel::unsignedLongs,
                RangeKernel.Scalar::unsignedLongs,
                (f, c, r) -> f.run(c.longLeft, c.at(), 100, -100, c.rows, r.out(), r.outAt()));
        add(
                "range int",
                (IntRange) RangeKernel::ints,
                RangeKernel.Scalar::ints,
                (f, c, r) -> f.run(c.ints, c.at32(), -7, 20, c.rows, r.out(), r.outAt()));
        for (int size : new int[] {0, 1, 3, 4, 5, 16, 17}) {
            int[] codes = new int[size];
            for (int i = 0; i < size; i++) {
                codes[i] = 2 * i;
            }
            SymbolSet set = SymbolSet.of(codes);
            add(
                    "symbol set of " + size,
                    (InSet) SymbolSetKernel::run,
                    SymbolSetKernel.Scalar::run,
                    (f, c, r) -> f.run(c.ints, c.at32(), set, c.rows, r.out(), r.outAt()));
        }
        for (CompareOp op : CompareOp.values()) {
            add(
                    "compare " + op,
                    (Compare) CompareKernel::doubles,
                    CompareKernel.Scalar::doubles,
                    (f, c, r) -> f.run(op, c.left, c.at(), c.right, c.at(), c.rows, r.out(), r.outAt()));
            add(
                    "compare long " + op,
                    (Compare) CompareKernel::longs,
                    CompareKernel.Scalar::longs,
                    (f, c, r) -> f.run(op, c.longLeft, c.at(), c.longRight, c.at(), c.rows, r.out(), r.outAt()));
            add(
                    "compare unsigned " + op,
                    (Compare) CompareKernel::unsignedLongs,
                    CompareKernel.Scalar::unsignedLongs,
                    (f, c, r) -> f.run(op, c.longLeft, c.at(), c.longRight, c.at(), c.rows, r.out(), r.outAt()));
        }
    }

    private interface Arithmetic {
        void run(ArithmeticOp op, MemorySegment l, long lo, MemorySegment r, long ro, int n, MemorySegment o, long oo);
    }

    private interface LiteralRight {
        void run(ArithmeticOp op, MemorySegment l, long lo, double literal, int rows, MemorySegment o, long oo);
    }

    private interface LiteralLeft {
        void run(ArithmeticOp op, double literal, MemorySegment r, long ro, int rows, MemorySegment o, long oo);
    }

    private interface Unary {
        void run(MemorySegment values, long offset, int rows, MemorySegment out, long outOffset);
    }

    private void addDoubleArithmetic() {
        for (ArithmeticOp op : ArithmeticOp.values()) {
            add(
                    "double " + op,
                    (Arithmetic) DoubleArithmeticKernel::run,
                    DoubleArithmeticKernel.Scalar::run,
                    (f, c, r) -> f.run(op, c.left, c.at(), c.right, c.at(), c.rows, r.out(), r.outAt()));
            for (double literal : new double[] {2.5, -0.0, Double.NaN, Double.NEGATIVE_INFINITY}) {
                add(
                        "double " + op + " literal " + literal,
                        (LiteralRight) DoubleArithmeticKernel::run,
                        DoubleArithmeticKernel.Scalar::run,
                        (f, c, r) -> f.run(op, c.left, c.at(), literal, c.rows, r.out(), r.outAt()));
                add(
                        "literal " + literal + " " + op + " double",
                        (LiteralLeft) DoubleArithmeticKernel::run,
                        DoubleArithmeticKernel.Scalar::run,
                        (f, c, r) -> f.run(op, literal, c.right, c.at(), c.rows, r.out(), r.outAt()));
            }
        }
        addUnary("negate", DoubleArithmeticKernel::negate, DoubleArithmeticKernel.Scalar::negate);
        addUnary("abs", DoubleArithmeticKernel::abs, DoubleArithmeticKernel.Scalar::abs);
    }

    private void addUnary(String name, Unary dispatched, Unary scalar) {
        add(name, dispatched, scalar, (f, c, r) -> f.run(c.left, c.at(), c.rows, r.out(), r.outAt()));
    }

    private void addLongArithmetic() {
        for (ArithmeticOp op : List.of(ArithmeticOp.ADD, ArithmeticOp.SUBTRACT, ArithmeticOp.MULTIPLY)) {
            pair(
                    "long " + op,
                    (c, r) -> r.add(LongArithmeticKernel.run(
                            op, c.longLeft, c.at(), c.longRight, c.at(), c.rows, r.out(), r.outAt())),
                    (c, r) -> r.add(LongArithmeticKernel.Scalar.run(
                            op, c.longLeft, c.at(), c.longRight, c.at(), c.rows, r.out(), r.outAt(), null, 0)));
            pair(
                    "long masked " + op,
                    (c, r) -> r.add(LongArithmeticKernel.runMasked(
                            op, c.longLeft, c.at(), c.longRight, c.at(), c.rows, r.out(), r.outAt(), c.mask, 0)),
                    (c, r) -> r.add(LongArithmeticKernel.Scalar.run(
                            op, c.longLeft, c.at(), c.longRight, c.at(), c.rows, r.out(), r.outAt(), c.mask, 0)));
            for (long literal : new long[] {0, -3, 1L << 62, Long.MIN_VALUE}) {
                pair(
                        "long " + op + " literal " + literal,
                        (c, r) -> r.add(LongArithmeticKernel.runMasked(
                                op, c.longLeft, c.at(), literal, c.rows, r.out(), r.outAt(), c.mask, 0)),
                        (c, r) -> r.add(LongArithmeticKernel.Scalar.run(
                                op, c.longLeft, c.at(), literal, c.rows, r.out(), r.outAt(), c.mask, 0)));
                pair(
                        "literal " + literal + " " + op + " long",
                        (c, r) -> r.add(LongArithmeticKernel.runMasked(
                                op, literal, c.longLeft, c.at(), c.rows, r.out(), r.outAt(), c.mask, 0)),
                        (c, r) -> r.add(LongArithmeticKernel.Scalar.run(
                                op, literal, c.longLeft, c.at(), c.rows, r.out(), r.outAt(), c.mask, 0)));
            }
        }
        pair(
                "long negate",
                (c, r) -> r.add(LongSignKernel.negateMasked(c.longLeft, c.at(), c.rows, r.out(), r.outAt(), c.mask, 0)),
                (c, r) ->
                        r.add(LongSignKernel.Scalar.negate(c.longLeft, c.at(), c.rows, r.out(), r.outAt(), c.mask, 0)));
        pair(
                "long abs",
                (c, r) -> r.add(LongSignKernel.absMasked(c.longLeft, c.at(), c.rows, r.out(), r.outAt(), c.mask, 0)),
                (c, r) -> r.add(LongSignKernel.Scalar.abs(c.longLeft, c.at(), c.rows, r.out(), r.outAt(), c.mask, 0)));
    }

    private void addConversions() {
        addConversion("int8", 1, ConvertKernel::int8ToLongs, ConvertKernel.Scalar::int8ToLongs);
        addConversion("uint8", 1, ConvertKernel::uint8ToLongs, ConvertKernel.Scalar::uint8ToLongs);
        addConversion("int16", 2, ConvertKernel::int16ToLongs, ConvertKernel.Scalar::int16ToLongs);
        addConversion("uint16", 2, ConvertKernel::uint16ToLongs, ConvertKernel.Scalar::uint16ToLongs);
        addConversion("int32", 4, ConvertKernel::int32ToLongs, ConvertKernel.Scalar::int32ToLongs);
        addConversion("uint32", 4, ConvertKernel::uint32ToLongs, ConvertKernel.Scalar::uint32ToLongs);
        addConversion("int32 double", 4, ConvertKernel::int32ToDoubles, ConvertKernel.Scalar::int32ToDoubles);
        addConversion("int64 double", 8, ConvertKernel::int64ToDoubles, ConvertKernel.Scalar::int64ToDoubles);
        addConversion("uint64 double", 8, ConvertKernel::uint64ToDoubles, ConvertKernel.Scalar::uint64ToDoubles);
        addConversion("bool", 0, ConvertKernel::boolToLongs, ConvertKernel.Scalar::boolToLongs);
        add(
                "float32",
                (Unary) ConvertKernel::float32ToDoubles,
                ConvertKernel.Scalar::float32ToDoubles,
                (f, c, r) -> f.run(c.floats, c.at32(), c.rows, r.out(), r.outAt()));
        pair(
                "double long",
                (c, r) -> r.add(ConvertKernel.float64ToLongs(c.left, c.at(), c.rows, r.out(), r.outAt())),
                (c, r) -> r.add(
                        ConvertKernel.Scalar.float64ToLongs(c.left, c.at(), c.rows, r.out(), r.outAt(), null, 0)));
        pair(
                "double long masked",
                (c, r) -> r.add(
                        ConvertKernel.float64ToLongsMasked(c.left, c.at(), c.rows, r.out(), r.outAt(), c.mask, 0)),
                (c, r) -> r.add(
                        ConvertKernel.Scalar.float64ToLongs(c.left, c.at(), c.rows, r.out(), r.outAt(), c.mask, 0)));
    }

    /// Columns of `bytes` bytes a value all read the column of longs, whose bytes are as good as any; 0 is a bitmap.
    private void addConversion(String name, int bytes, Unary dispatched, Unary scalar) {
        add(
                "convert " + name,
                dispatched,
                scalar,
                (f, c, r) -> f.run(c.longLeft, (long) bytes * c.shift, c.rows, r.out(), r.outAt()));
    }

    private void addSelections() {
        pair(
                "select",
                (c, r) -> SelectKernel.run(
                        c.mask, 0, c.longLeft, c.at(), c.longRight, c.at(), c.rows, r.out(), r.outAt()),
                (c, r) -> SelectKernel.Scalar.run(
                        c.mask, 0, c.longLeft, c.at(), c.longRight, c.at(), c.rows, r.out(), r.outAt()));
        pair(
                "select literal",
                (c, r) -> SelectKernel.run(c.mask, 0, c.longLeft, c.at(), -5, c.rows, r.out(), r.outAt()),
                (c, r) -> SelectKernel.Scalar.run(c.mask, 0, c.longLeft, c.at(), -5, c.rows, r.out(), r.outAt()));
    }

    interface Runner<F> {
        void run(F form, KernelCase input, KernelResult result);
    }

    <F> void add(String name, F dispatched, F scalar, Runner<F> runner) {
        pair(name, (c, r) -> runner.run(dispatched, c, r), (c, r) -> runner.run(scalar, c, r));
    }

    private void pair(
            String name, BiConsumer<KernelCase, KernelResult> dispatched, BiConsumer<KernelCase, KernelResult> scalar) {
        operations.add(new Operation(name, dispatched, scalar));
    }
}
