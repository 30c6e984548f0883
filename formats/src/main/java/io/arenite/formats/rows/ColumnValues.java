package io.arenite.formats.rows;

import io.arenite.partitions.ByteValues;
import io.arenite.partitions.ColumnBatch;
import io.arenite.partitions.ColumnType;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// The values of one column of a [RowChunk]: an array of the type's width, and which of them are null.
public final class ColumnValues {
    private final ColumnType type;
    /// long[], int[] (also codes of symbols), short[], byte[], double[], float[], boolean[] or [Texts].
    private final Object values;
    private final long[] valid;
    private int nullCount;

    ColumnValues(ColumnType type, int capacity) {
        this.type = type;
        this.values = array(type, capacity);
        this.valid = new long[capacity / Long.SIZE];
        Arrays.fill(valid, -1);
    }

    private static Object array(ColumnType type, int capacity) {
        return switch (type.kind()) {
            case INT64, UINT64, DECIMAL64, TIMESTAMP, DURATION -> new long[capacity];
            case INT32, UINT32, DATE32, SYMBOL -> new int[capacity];
            case INT16, UINT16 -> new short[capacity];
            case INT8, UINT8 -> new byte[capacity];
            case FLOAT64 -> new double[capacity];
            case FLOAT32 -> new float[capacity];
            case BOOL -> new boolean[capacity];
            case UTF8, BINARY -> new Texts(capacity);
        };
    }

    public ColumnType type() {
        return type;
    }

    public long[] longs() {
        return (long[]) values;
    }

    public int[] ints() {
        return (int[]) values;
    }

    public short[] shorts() {
        return (short[]) values;
    }

    public byte[] bytes() {
        return (byte[]) values;
    }

    public double[] doubles() {
        return (double[]) values;
    }

    public float[] floats() {
        return (float[]) values;
    }

    public boolean[] booleans() {
        return (boolean[]) values;
    }

    public Texts texts() {
        return (Texts) values;
    }

    public void setNull(int row) {
        valid[row >> 6] &= ~(1L << row);
        nullCount++;
    }

    public boolean isNull(int row) {
        return (valid[row >> 6] & 1L << row) == 0;
    }

    public boolean hasNulls() {
        return nullCount > 0;
    }

    /// An integer, time, date or code; unsigned types below 64 bits zero-extended.
    long longAt(int row) {
        return switch (values) {
            case long[] longs -> longs[row];
            case int[] ints -> type.kind() == ColumnType.Kind.UINT32 ? ints[row] & 0xffff_ffffL : ints[row];
            case short[] shorts -> type.isUnsigned() ? shorts[row] & 0xffffL : shorts[row];
            case byte[] bytes -> type.isUnsigned() ? bytes[row] & 0xffL : bytes[row];
            default -> throw new IllegalStateException("not an integer: type=" + type);
        };
    }

    void setLong(int row, long value) {
        switch (values) {
            case long[] longs -> longs[row] = value;
            case int[] ints -> ints[row] = (int) value;
            case short[] shorts -> shorts[row] = (short) value;
            case byte[] bytes -> bytes[row] = (byte) value;
            default -> throw new IllegalStateException("not an integer: type=" + type);
        }
    }

    void clear() {
        if (nullCount > 0) {
            Arrays.fill(valid, -1);
            nullCount = 0;
        }
        if (values instanceof Texts texts) {
            texts.clear();
        }
    }

    /// Keeps the rows that `kept` lists, in order, and forgets the others.
    void keep(int[] kept, int count) {
        boolean[] isNull = new boolean[count];
        for (int i = 0; i < count; i++) {
            int row = kept[i];
            isNull[i] = isNull(row);
            switch (values) {
                case long[] longs -> longs[i] = longs[row];
                case int[] ints -> ints[i] = ints[row];
                case short[] shorts -> shorts[i] = shorts[row];
                case byte[] bytes -> bytes[i] = bytes[row];
                case double[] doubles -> doubles[i] = doubles[row];
                case float[] floats -> floats[i] = floats[row];
                case boolean[] booleans -> booleans[i] = booleans[row];
                default -> texts().move(row, i);
            }
        }
        Arrays.fill(valid, -1);
        nullCount = 0;
        for (int i = 0; i < count; i++) {
            if (isNull[i]) {
                setNull(i);
            }
        }
    }

    /// Hands the values to a batch, with their nulls if the column may have them.
    void into(ColumnBatch batch, String name, boolean nullable) {
        switch (values) {
            case long[] longs -> batch.longs(name, longs);
            case int[] ints -> {
                if (type.kind() == ColumnType.Kind.SYMBOL) {
                    batch.symbolCodes(name, ints);
                } else {
                    batch.ints(name, ints);
                }
            }
            case short[] shorts -> batch.shorts(name, shorts);
            case byte[] bytes -> batch.bytes(name, bytes);
            case double[] doubles -> batch.doubles(name, doubles);
            case float[] floats -> batch.floats(name, floats);
            case boolean[] booleans -> batch.booleans(name, booleans);
            default -> batch.byteValues(name, texts());
        }
        if (nullable) {
            batch.validity(name, hasNulls() ? MemorySegment.ofArray(valid) : null);
        }
    }

    /// Text or bytes, one after the other in one array.
    public static final class Texts implements ByteValues {
        private final int[] starts;
        private final int[] lengths;
        private byte[] data = new byte[1 << 12];
        private MemorySegment segment = MemorySegment.ofArray(data);
        private int used;

        private Texts(int capacity) {
            starts = new int[capacity];
            lengths = new int[capacity];
        }

        public void set(int row, ByteBuffer source) {
            int length = source.remaining();
            if (length > data.length - used) {
                data = Arrays.copyOf(data, grown(length));
                segment = MemorySegment.ofArray(data);
            }
            source.get(source.position(), data, used, length);
            starts[row] = used;
            lengths[row] = length;
            used += length;
        }

        public void set(int row, MemorySegment source, long offset, int length) {
            if (length > data.length - used) {
                data = Arrays.copyOf(data, grown(length));
                segment = MemorySegment.ofArray(data);
            }
            MemorySegment.copy(source, offset, segment, used, length);
            starts[row] = used;
            lengths[row] = length;
            used += length;
        }

        private int grown(int length) {
            long needed = (long) used + length;
            if (needed > Integer.MAX_VALUE - 16) {
                throw new OutOfMemoryError("texts of a chunk of rows too long: bytes=" + needed);
            }
            return (int) Math.min(Integer.MAX_VALUE - 16, Math.max(needed, data.length * 2L));
        }

        private void move(int from, int to) {
            starts[to] = starts[from];
            lengths[to] = lengths[from];
        }

        private void clear() {
            used = 0;
        }

        @Override
        public int rows() {
            return starts.length;
        }

        @Override
        public MemorySegment segment(int row) {
            return segment;
        }

        @Override
        public long offset(int row) {
            return starts[row];
        }

        @Override
        public int length(int row) {
            return lengths[row];
        }

        ByteBuffer buffer(int row) {
            return ByteBuffer.wrap(data, starts[row], lengths[row]);
        }
    }
}
