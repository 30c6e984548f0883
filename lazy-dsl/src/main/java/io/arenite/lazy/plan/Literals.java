package io.arenite.lazy.plan;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;

/// The Java values that may stand in an expression.
public final class Literals {
    private Literals() {}

    /// One class per kind, so that equal literals are equal records: integers become `Long`, floats `Double`.
    public static Object normalized(Object value) {
        return switch (value) {
            case null -> null;
            case Byte b -> b.longValue();
            case Short s -> s.longValue();
            case Integer i -> i.longValue();
            case Long l -> l;
            case Float f -> f.doubleValue();
            case Double d -> d;
            case BigInteger b -> new BigDecimal(b);
            case BigDecimal d -> d;
            case String s -> s;
            case Boolean b -> b;
            case Instant i -> i;
            case LocalDate d -> d;
            case Duration d -> d;
            default ->
                throw new QueryException(
                        "not a literal: class=" + value.getClass().getName() + ", value=" + value
                                + "; use a number, String, Boolean, Instant, LocalDate or Duration");
        };
    }

    /// As errors and plans show it: strings in quotes.
    public static String quoted(Object value) {
        return value instanceof String text ? "\"" + text + "\"" : String.valueOf(value);
    }
}
