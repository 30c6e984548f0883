package io.arenite.lazy.plan;

import io.arenite.engine.frame.FrameColumn;
import io.arenite.partitions.ColumnType;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/// ISO text to times and back. Without an offset, text is UTC.
public final class TimeText {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private TimeText() {}

    /// `2024-08-08`, `2024-08-08T23:54:15.088176367`, the same with a blank for the T, with `Z` or an offset such as
    /// `+02:00`. Null when it is none of these.
    public static Instant parseInstant(String text) {
        String iso = text.strip().replace(' ', 'T');
        try {
            if (iso.indexOf('T') < 0) {
                return LocalDate.parse(iso).atStartOfDay(ZoneOffset.UTC).toInstant();
            }
            boolean offset = iso.endsWith("Z") || iso.lastIndexOf('+') > 0 || iso.lastIndexOf('-') > iso.indexOf('T');
            return offset
                    ? OffsetDateTime.parse(iso).toInstant()
                    : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /// `PT1.5S`, `P1DT2H`. Null when it is not.
    public static Duration parseDuration(String text) {
        try {
            return Duration.parse(text.strip());
        } catch (DateTimeException e) {
            return null;
        }
    }

    /// The instant of a count of units since the epoch.
    public static Instant instant(long ticks, long unitNs) {
        long perSecond = NANOS_PER_SECOND / unitNs;
        return Instant.ofEpochSecond(Math.floorDiv(ticks, perSecond), Math.floorMod(ticks, perSecond) * unitNs);
    }

    /// A value of a time column as the class that suits its type.
    public static Object value(FrameColumn column, long row, Class<?> wanted) {
        ColumnType type = column.type();
        Object value = switch (type.kind()) {
            case TIMESTAMP -> instant(column.getLong(row), type.unit().nsPerUnit());
            case DURATION -> duration(column.getLong(row), type.unit().nsPerUnit());
            case DATE32 -> LocalDate.ofEpochDay(column.getLong(row));
            case BOOL, INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 -> null;
            case FLOAT32, FLOAT64, DECIMAL64, SYMBOL, UTF8, BINARY -> null;
        };
        if (!wanted.isInstance(value)) {
            throw new IllegalStateException("the column is of another type: column=" + column.name() + ", type="
                    + column.type() + ", asked for=" + wanted.getSimpleName());
        }
        return value;
    }

    /// The length of a count of units.
    public static Duration duration(long ticks, long unitNs) {
        long perSecond = NANOS_PER_SECOND / unitNs;
        return Duration.ofSeconds(Math.floorDiv(ticks, perSecond), Math.floorMod(ticks, perSecond) * unitNs);
    }
}
