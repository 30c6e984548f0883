package io.arenite.partitions.arrow;

/// Arrow's units of time, in its order.
public enum ArrowUnit {
    SECONDS("s"),
    MILLIS("ms"),
    MICROS("us"),
    NANOS("ns");

    private final String symbol;

    ArrowUnit(String symbol) {
        this.symbol = symbol;
    }

    public String symbol() {
        return symbol;
    }
}
