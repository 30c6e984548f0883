package io.arenite.python.plan;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;

/// Literals: `["lit", kind, value]`. Moments and lengths of time are counts of nanoseconds, dates of
/// days; what JSON has no number for (-0.0, NaN, the infinities, decimals) is text.
final class LiteralReader {
    private static final BigInteger NS_PER_SECOND = BigInteger.valueOf(1_000_000_000);

    private LiteralReader() {}

    static Object read(Node node) {
        String kind = node.text(0);
        node.requireSize(kind.equals("null") ? 1 : 2);
        return switch (kind) {
            case "null" -> null;
            case "bool" -> node.argument(1) instanceof Boolean b ? b : node.wrongArgument(1, "a boolean");
            case "i64" -> node.number(1);
            case "f64" -> floating(node);
            case "str" -> node.text(1);
            case "decimal" -> new BigDecimal(node.text(1));
            case "timestamp" -> instant(node);
            case "date" -> LocalDate.ofEpochDay(node.number(1));
            case "duration" -> duration(node);
            default -> throw node.unknown("kind of literal");
        };
    }

    private static Object floating(Node node) {
        return switch (node.argument(1)) {
            case Double d -> d;
            case String text -> Double.parseDouble(text);
            case null, default -> node.wrongArgument(1, "a float");
        };
    }

    /// Of the years that Python has, which are more than 64 bits of nanoseconds.
    private static Instant instant(Node node) {
        BigInteger[] parts = seconds(node);
        return Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].longValueExact());
    }

    private static Duration duration(Node node) {
        BigInteger[] parts = seconds(node);
        return Duration.ofSeconds(parts[0].longValueExact(), parts[1].longValueExact());
    }

    private static BigInteger[] seconds(Node node) {
        return node.integer(1).divideAndRemainder(NS_PER_SECOND);
    }
}
