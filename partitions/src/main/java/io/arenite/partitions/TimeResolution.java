package io.arenite.partitions;

/// The unit of a timestamp or duration column.
public enum TimeResolution {
    SECONDS("s", 1_000_000_000L),
    MILLIS("ms", 1_000_000L),
    MICROS("us", 1_000L),
    NANOS("ns", 1L);

    private final String symbol;
    private final long nsPerUnit;

    TimeResolution(String symbol, long nsPerUnit) {
        this.symbol = symbol;
        this.nsPerUnit = nsPerUnit;
    }

    /// `s`, `ms`, `us` or `ns`.
    public String symbol() {
        return symbol;
    }

    public long nsPerUnit() {
        return nsPerUnit;
    }
}
