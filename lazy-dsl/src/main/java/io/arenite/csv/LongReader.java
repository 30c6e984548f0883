package io.arenite.csv;

import io.arenite.partitions.TimeResolution;

/// int64, uint64, decimal64 and timestamps: everything that is eight bytes of whole number.
final class LongReader implements FieldReader {

    static final int INT64 = 0;
    static final int UINT64 = 1;
    static final int DECIMAL = 2;
    static final int ISO = 3;
    static final int EPOCH = 4;

    private final long[] values;
    private final int form;
    private final int scale;
    private final TimeResolution unit;

    LongReader(int rows, int form, int scale, TimeResolution unit) {
        this.values = new long[rows];
        this.form = form;
        this.scale = scale;
        this.unit = unit;
    }

    @Override
    public void read(char[] text, int offset, int length, int row) {
        values[row] = switch (form) {
            case INT64 -> NumberText.parseLong(text, offset, length);
            case UINT64 -> NumberText.parseUnsignedLong(text, offset, length);
            case DECIMAL -> NumberText.parseDecimal(text, offset, length, scale);
            case ISO -> TimeText.parseIsoNs(text, offset, length);
            default -> TimeText.parseEpochNs(text, offset, length, unit);
        };
    }

    @Override
    public long[] values() {
        return values;
    }
}
