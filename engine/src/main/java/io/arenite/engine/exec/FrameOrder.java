package io.arenite.engine.exec;

import io.arenite.engine.QueryContext;
import io.arenite.engine.expr.SortKey;
import io.arenite.engine.frame.Frame;
import io.arenite.engine.frame.FrameBuilder;
import io.arenite.engine.frame.FrameColumn;
import io.arenite.partitions.SymbolDictionary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// Sort, limit and top-k over frames. Stable; nulls come last and NaN before them, in both directions; symbols and text
/// by their characters (as UTF-16), -0.0 before 0.0.
final class FrameOrder {
    private FrameOrder() {}

    static Frame sort(Frame frame, List<SortKey> keys, FrameBuilder out, QueryContext context) {
        Long[] rows = new Long[Math.toIntExact(frame.rowCount())];
        Arrays.setAll(rows, row -> (long) row);
        context.check();
        Arrays.sort(rows, comparator(frame, keys));
        context.check();
        return take(frame, Arrays.asList(rows), out);
    }

    static Frame topK(Frame frame, List<SortKey> keys, long most, FrameBuilder out, QueryContext context) {
        if (most >= frame.rowCount()) {
            return sort(frame, keys, out, context);
        }
        Comparator<Long> order = comparator(frame, keys).thenComparing(Comparator.naturalOrder());
        var kept = new PriorityQueue<Long>(order.reversed());
        for (long row = 0; row < frame.rowCount() && most > 0; row++) {
            if (kept.size() < most) {
                kept.add(row);
            } else if (order.compare(row, kept.peek()) < 0) {
                kept.poll();
                kept.add(row);
            }
            if ((row & 0xffff) == 0) {
                context.check();
            }
        }
        return take(frame, kept.stream().sorted(order).toList(), out);
    }

    static Frame limit(Frame frame, long most, FrameBuilder out) {
        long rows = Math.min(most, frame.rowCount());
        for (int i = 0; i < frame.columnCount(); i++) {
            out.column(i).appendRange(frame.column(i).buffers(), 0, rows);
        }
        return build(frame, out, rows);
    }

    private static Frame take(Frame frame, List<Long> rows, FrameBuilder out) {
        for (int i = 0; i < frame.columnCount(); i++) {
            var source = frame.column(i).buffers();
            for (Long row : rows) {
                out.column(i).appendFrom(source, row);
            }
        }
        return build(frame, out, rows.size());
    }

    private static Frame build(Frame frame, FrameBuilder out, long rows) {
        List<String> names = new ArrayList<>();
        List<SymbolDictionary> symbols = new ArrayList<>();
        for (FrameColumn column : frame.columns()) {
            names.add(column.name());
            symbols.add(column.symbols());
        }
        return out.build(names, symbols, rows);
    }

    private static Comparator<Long> comparator(Frame frame, List<SortKey> keys) {
        return keys.stream()
                .map(key -> comparator(frame.column(key.column()), key.descending()))
                .reduce(Comparator::thenComparing)
                .orElseThrow(() -> new IllegalArgumentException("a sort needs a key"));
    }

    private static Comparator<Long> comparator(FrameColumn column, boolean descending) {
        Comparator<Long> values = values(column);
        Comparator<Long> directed = descending ? values.reversed() : values;
        boolean isFloat = column.type().isFloat();
        return (left, right) -> {
            int leftRank = rank(column, isFloat, left);
            int rightRank = rank(column, isFloat, right);
            return leftRank != 0 || rightRank != 0
                    ? Integer.compare(leftRank, rightRank)
                    : directed.compare(left, right);
        };
    }

    /// 0 for values, 1 for NaN, 2 for null.
    private static int rank(FrameColumn column, boolean isFloat, long row) {
        if (column.isNull(row)) {
            return 2;
        }
        return isFloat && Double.isNaN(column.getDouble(row)) ? 1 : 0;
    }

    private static Comparator<Long> values(FrameColumn column) {
        return switch (column.type().kind()) {
            case FLOAT32, FLOAT64 -> Comparator.comparingDouble(column::getDouble);
            case BOOL -> Comparator.comparing(column::getBoolean);
            case SYMBOL, UTF8 -> Comparator.comparing(column::getString);
            case BINARY -> (left, right) -> Arrays.compareUnsigned(column.getBytes(left), column.getBytes(right));
            case UINT64 -> (left, right) -> Long.compareUnsigned(column.getLong(left), column.getLong(right));
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, DECIMAL64, TIMESTAMP, DATE32, DURATION ->
                Comparator.comparingLong(column::getLong);
        };
    }
}
