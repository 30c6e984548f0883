package io.arenite.engine.expr;

import io.arenite.partitions.ColumnType;
import java.util.List;
import java.util.Objects;

/// Which rows a plan reads: a boolean filter (null: all), a range of the designated timestamp and a set of key codes.
/// The time range and the keys select partitions and positions without looking at a row; what the binder moves there it
/// leaves out of the filter.
///
/// @param filter rows where it is true are taken (not false, not null)
/// @param fromNs first nanosecond, inclusive; `Long.MIN_VALUE`: from the beginning
/// @param toNs first nanosecond after the range; `Long.MAX_VALUE`: to the end, inclusive of that last nanosecond
/// @param keyCodes codes of the partition key, null: all; empty: none
public record ScanSpec(BoundExpr filter, long fromNs, long toNs, List<Integer> keyCodes) {
    /// All rows.
    public static final ScanSpec ALL = new ScanSpec(null, Long.MIN_VALUE, Long.MAX_VALUE, null);

    public ScanSpec {
        if (filter != null && !filter.type().equals(ColumnType.BOOL)) {
            throw new IllegalArgumentException("a filter must be boolean: type=" + filter.type());
        }
        if (keyCodes != null) {
            keyCodes = keyCodes.stream().distinct().sorted().toList();
        }
    }

    @Override
    public int hashCode() {
        int times = Long.hashCode(fromNs) * 31 + Long.hashCode(toNs);
        return (times * 31 + Objects.hashCode(filter)) * 31 + Objects.hashCode(keyCodes);
    }

    /// The same scan with this filter in place of the present one.
    public ScanSpec withFilter(BoundExpr newFilter) {
        return new ScanSpec(newFilter, fromNs, toNs, keyCodes);
    }

    /// The same scan over `[fromNs, toNs)`.
    public ScanSpec withTimeRange(long newFromNs, long newToNs) {
        return new ScanSpec(filter, newFromNs, newToNs, keyCodes);
    }

    /// The same scan over these keys.
    public ScanSpec withKeyCodes(List<Integer> codes) {
        return new ScanSpec(filter, fromNs, toNs, codes);
    }
}
