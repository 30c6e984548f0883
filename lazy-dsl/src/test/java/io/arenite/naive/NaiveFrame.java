package io.arenite.naive;

import java.util.List;

/// Boxed rows under names: Long, Double, BigDecimal, Boolean, String (symbols), Instant or null.
public record NaiveFrame(List<String> names, List<List<Object>> rows) {
    Object value(List<Object> row, String name) {
        int index = names.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "the test asks for a column that is not there: column=" + name + ", columns=" + names);
        }
        return row.get(index);
    }
}
