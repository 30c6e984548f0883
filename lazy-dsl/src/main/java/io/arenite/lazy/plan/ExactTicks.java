package io.arenite.lazy.plan;

import io.arenite.partitions.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/// A literal on the grid of a column that stores whole numbers (integers, decimals as unscaled values, times in their
/// unit): the largest grid point that is not above it, and whether it lies on that point. A comparison with a literal
/// between two points is then a comparison with the point below: nothing is rounded away.
public record ExactTicks(BigInteger floor, boolean onGrid) {
    private static final BigInteger MIN_LONG = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger MAX_UNSIGNED = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
    private static final int MOST_DIGITS = 40;
    private static final BigInteger NANOS_PER_SECOND = BigInteger.valueOf(1_000_000_000L);

    public static ExactTicks of(long value) {
        return new ExactTicks(BigInteger.valueOf(value), true);
    }

    /// The grid of a decimal column: steps of 10^-scale. Scale 0 is the grid of the integers. A value of a billion
    /// digits is placed by its magnitude, not written out.
    public static ExactTicks of(BigDecimal value, int scale) {
        long magnitude = (long) value.precision() - value.scale() + scale;
        if (value.signum() != 0 && magnitude > MOST_DIGITS) {
            return new ExactTicks(BigInteger.TEN.pow(MOST_DIGITS).multiply(BigInteger.valueOf(value.signum())), true);
        }
        if (value.signum() == 0 || magnitude < -MOST_DIGITS) {
            return new ExactTicks(BigInteger.valueOf(Math.min(value.signum(), 0)), value.signum() == 0);
        }
        BigDecimal scaled = value.scaleByPowerOfTen(scale);
        BigDecimal floor = scaled.setScale(0, RoundingMode.FLOOR);
        return new ExactTicks(floor.toBigIntegerExact(), floor.compareTo(scaled) == 0);
    }

    public static ExactTicks of(Instant value, long unitNs) {
        return ofNanos(nanos(value.getEpochSecond(), value.getNano()), unitNs);
    }

    public static ExactTicks of(LocalDate value, long unitNs) {
        return of(value.atStartOfDay(ZoneOffset.UTC).toInstant(), unitNs);
    }

    public static ExactTicks of(Duration value, long unitNs) {
        return ofNanos(nanos(value.getSeconds(), value.getNano()), unitNs);
    }

    /// Whether the 64 bits in which the type is compared can hold the point below. For a point off the grid the one
    /// above may not fit: comparisons use the one below only.
    public boolean fits(ColumnType type) {
        return type.equals(ColumnType.UINT64)
                ? floor.signum() >= 0 && floor.compareTo(MAX_UNSIGNED) <= 0
                : floor.compareTo(MIN_LONG) >= 0 && floor.compareTo(MAX_LONG) <= 0;
    }

    private static BigInteger nanos(long seconds, int nano) {
        return BigInteger.valueOf(seconds).multiply(NANOS_PER_SECOND).add(BigInteger.valueOf(nano));
    }

    private static ExactTicks ofNanos(BigInteger nanos, long unitNs) {
        BigInteger[] parts = nanos.divideAndRemainder(BigInteger.valueOf(unitNs));
        boolean below = parts[1].signum() < 0;
        return new ExactTicks(below ? parts[0].subtract(BigInteger.ONE) : parts[0], parts[1].signum() == 0);
    }
}
