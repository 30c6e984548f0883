package io.arenite.lazy.optimize;

import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.BoundExpr.Col;
import io.arenite.engine.expr.BoundExpr.InSymbols;
import io.arenite.engine.expr.BoundExpr.Not;
import io.arenite.engine.expr.ScanSpec;
import io.arenite.lazy.plan.BoundTrees;
import io.arenite.partitions.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Splits the conjuncts of a scan into the keys that it needs, the time range that it needs, and what must be looked
/// at row by row. Bounds on one column are intersected; where nothing can be left the scan is empty and reads no
/// partition. In a filter, null is as good as false.
final class ScanFilter {
    private static final ScanSpec NOTHING = ScanSpec.ALL.withTimeRange(0, 0);

    private final Schema schema;
    private final Map<Object, ColumnRange> ranges = new LinkedHashMap<>();
    private final List<BoundExpr> others = new ArrayList<>();
    private TreeSet<Integer> keyCodes;

    private ScanFilter(Schema schema) {
        this.schema = schema;
    }

    static ScanSpec split(List<BoundExpr> conjuncts, Schema schema) {
        if (conjuncts.isEmpty()) {
            return ScanSpec.ALL;
        }
        BoundExpr folded = ConstantFolder.fold(new BoundExpr.And(conjuncts));
        var filter = new ScanFilter(schema);
        for (BoundExpr conjunct : BoundTrees.conjuncts(folded)) {
            if (conjunct.equals(ConstantFolder.FALSE) || ConstantFolder.isNull(conjunct)) {
                return NOTHING;
            }
            filter.add(conjunct);
        }
        return filter.spec();
    }

    private void add(BoundExpr conjunct) {
        ColumnRange range = ColumnRange.of(conjunct);
        if (range != null) {
            ColumnRange before = ranges.get(range.column());
            ranges.put(range.column(), before == null ? range : before.and(range));
        } else if (conjunct instanceof InSymbols(Col column, List<Integer> codes)) {
            if (column.column() == schema.keyIndex()) {
                keyCodes = keyCodes == null ? new TreeSet<>(codes) : intersection(keyCodes, codes);
            } else {
                others.add(conjunct);
            }
        } else if (!conjunct.equals(ConstantFolder.TRUE)) {
            others.add(conjunct);
        }
    }

    private ScanSpec spec() {
        ScanSpec spec = ScanSpec.ALL;
        var tests = new ArrayList<BoundExpr>();
        for (ColumnRange range : ranges.values()) {
            if (range.isEmpty()) {
                return NOTHING;
            }
            if (range.column().column() == schema.timestampIndex()) {
                spec = spec.withTimeRange(
                        range.low(), range.high() == Long.MAX_VALUE ? range.high() : range.high() + 1);
                // the exclusive end after this one would be the one that stands for no end
                if (range.high() == Long.MAX_VALUE - 1) {
                    tests.add(range.test());
                }
            } else {
                tests.add(range.test());
            }
        }
        for (BoundExpr other : others) {
            if (other instanceof InSymbols in && in.codes().isEmpty()) {
                return NOTHING;
            }
            tests.add(other);
        }
        if (keyCodes != null) {
            tests.removeIf(this::removeExcludedKeys);
            if (keyCodes.isEmpty()) {
                return NOTHING;
            }
            spec = spec.withKeyCodes(List.copyOf(keyCodes));
        }
        if (tests.size() > 1) {
            // stable: what costs the same stays as written
            tests.sort(Comparator.comparingInt(FilterCost::of));
        }
        return switch (tests.size()) {
            case 0 -> spec;
            case 1 -> spec.withFilter(tests.getFirst());
            default -> spec.withFilter(new BoundExpr.And(tests));
        };
    }

    /// `sym != x` is no test any more once the keys are listed without x.
    private boolean removeExcludedKeys(BoundExpr test) {
        if (test instanceof Not(InSymbols in) && in.column().column() == schema.keyIndex()) {
            keyCodes.removeAll(in.codes());
            return true;
        }
        return false;
    }

    private static TreeSet<Integer> intersection(TreeSet<Integer> left, List<Integer> right) {
        var common = new TreeSet<>(left);
        common.retainAll(right);
        return common;
    }
}
