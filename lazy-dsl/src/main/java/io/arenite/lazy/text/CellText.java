package io.arenite.lazy.text;

import io.arenite.engine.frame.FrameColumn;
import io.arenite.lazy.plan.TimeText;
import io.arenite.partitions.ColumnType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.HexFormat;

/// One value as text: `exact` so that reading it back gives the same value, `shown` for the eye.
public final class CellText {
    private static final int SHOWN_DECIMALS = 6;
    private static final double LARGE = 1e15;
    private static final double SMALL = 1e-4;

    private CellText() {}

    /// For files: every digit that matters, times in ISO form, bytes in hex. The value must not be null.
    public static String exact(FrameColumn column, long row) {
        ColumnType type = column.type();
        return switch (type.kind()) {
            case BOOL -> String.valueOf(column.getBoolean(row));
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32 -> String.valueOf(column.getLong(row));
            case UINT64, DECIMAL64 -> column.getDecimal(row).toPlainString();
            case FLOAT32 -> Float.toString((float) column.getDouble(row));
            case FLOAT64 -> Double.toString(column.getDouble(row));
            case TIMESTAMP ->
                TimeText.instant(column.getLong(row), type.unit().nsPerUnit()).toString();
            case DURATION ->
                TimeText.duration(column.getLong(row), type.unit().nsPerUnit()).toString();
            case DATE32 -> LocalDate.ofEpochDay(column.getLong(row)).toString();
            case SYMBOL, UTF8 -> column.getString(row);
            case BINARY -> HexFormat.of().formatHex(column.getBytes(row));
        };
    }

    /// For tables: floats with six decimals at most, nulls as `null`.
    public static String shown(FrameColumn column, long row) {
        if (column.isNull(row)) {
            return "null";
        }
        return column.type().isFloat() ? rounded(column.getDouble(row)) : exact(column, row);
    }

    /// Whether a table lines values of this type up at the right.
    public static boolean isRightAligned(ColumnType type) {
        return type.isInteger() || type.isFloat() || type.kind() == ColumnType.Kind.DECIMAL64;
    }

    private static String rounded(double value) {
        double size = Math.abs(value);
        if (!Double.isFinite(value) || value != 0 && (size >= LARGE || size < SMALL)) {
            return Double.toString(value);
        }
        BigDecimal decimal = BigDecimal.valueOf(value).stripTrailingZeros();
        if (decimal.signum() == 0) {
            return Double.toString(value);
        }
        if (decimal.scale() <= SHOWN_DECIMALS) {
            return decimal.setScale(Math.max(1, decimal.scale())).toPlainString();
        }
        return decimal.setScale(SHOWN_DECIMALS, RoundingMode.HALF_EVEN).toPlainString();
    }
}
