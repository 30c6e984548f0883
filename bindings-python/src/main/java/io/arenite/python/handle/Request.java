package io.arenite.python.handle;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/// A request of the Python package: named fields. What is missing or of another type is an error of that
/// package, and says so.
public record Request(Map<String, Object> fields) {
    public boolean has(String field) {
        return fields.get(field) != null;
    }

    public String text(String field) {
        return as(field, String.class);
    }

    /// The text, or null.
    public String textOrNull(String field) {
        return has(field) ? text(field) : null;
    }

    /// A whole number of 64 bits; what is not one is an error, not cut.
    public long number(String field) {
        Number value = as(field, Number.class);
        if (value instanceof Integer || value instanceof Long) {
            return value.longValue();
        }
        try {
            return new BigDecimal(value.toString()).longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "not a whole number of 64 bits: field=" + field + ", value=" + value + ", request="
                            + fields.get("op"),
                    e);
        }
    }

    public long numberOr(String field, long otherwise) {
        return has(field) ? number(field) : otherwise;
    }

    public boolean flag(String field, boolean otherwise) {
        return has(field) ? as(field, Boolean.class) : otherwise;
    }

    public List<?> list(String field) {
        return as(field, List.class);
    }

    public List<String> texts(String field) {
        return list(field).stream().map(String.class::cast).toList();
    }

    private <T> T as(String field, Class<T> type) {
        Object value = fields.get(field);
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException("request needs a field: field=" + field + ", type="
                    + type.getSimpleName() + ", found=" + value + ", request=" + fields.get("op"));
        }
        return type.cast(value);
    }
}
