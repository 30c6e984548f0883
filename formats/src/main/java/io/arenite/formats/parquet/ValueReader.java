package io.arenite.formats.parquet;

import io.arenite.formats.rows.ColumnValues;
import io.arenite.formats.rows.RowChunk;
import io.arenite.partitions.ColumnType;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.ToIntFunction;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/// Takes the values of one column, one by one, and puts them into a chunk.
abstract class ValueReader extends PrimitiveConverter {
    private final int column;
    private RowChunk chunk;

    /// Where values go.
    ColumnValues values;

    /// Where the next value goes.
    int row;

    private ValueReader(int column) {
        this.column = column;
    }

    static ValueReader of(int column, PrimitiveType field, ColumnType as, ToIntFunction<String> intern) {
        if (field.getPrimitiveTypeName() == PrimitiveTypeName.INT96) {
            return new Int96(column);
        }
        return switch (as.kind()) {
            case INT64, UINT64, TIMESTAMP, DURATION, FLOAT64, BOOL -> new Plain(column);
            case DECIMAL64 -> new Decimals(column, as);
            case INT32, UINT32, DATE32 -> new Ints(column);
            case INT16, UINT16, INT8, UINT8 -> new SmallInts(column, as);
            case FLOAT32 ->
                field.getLogicalTypeAnnotation() instanceof Float16LogicalTypeAnnotation
                        ? new Halves(column)
                        : new Plain(column);
            case UTF8, BINARY -> new Texts(column, as.kind() == ColumnType.Kind.UTF8);
            case SYMBOL -> new Symbols(column, intern);
        };
    }

    final void begin(RowChunk next) {
        chunk = next;
        values = next.column(column);
    }

    final void refuse(String rule, String value) {
        chunk.refuse(row, column, rule, value);
    }

    /// The bytes as text, or null if they are none.
    static String utf8(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException _) {
            return null;
        }
    }

    /// What Parquet stores as it is here, or as int32 where there is a long here.
    private static final class Plain extends ValueReader {
        Plain(int column) {
            super(column);
        }

        @Override
        public void addLong(long value) {
            values.longs()[row] = value;
        }

        @Override
        public void addInt(int value) {
            values.longs()[row] = value;
        }

        @Override
        public void addDouble(double value) {
            values.doubles()[row] = value;
        }

        @Override
        public void addFloat(float value) {
            values.floats()[row] = value;
        }

        @Override
        public void addBoolean(boolean value) {
            values.booleans()[row] = value;
        }
    }

    private static final class Ints extends ValueReader {
        Ints(int column) {
            super(column);
        }

        @Override
        public void addInt(int value) {
            values.ints()[row] = value;
        }
    }

    /// Eight and sixteen bits, which Parquet stores as int32.
    private static final class SmallInts extends ValueReader {
        private final int smallest;
        private final int largest;
        private final ColumnType type;

        SmallInts(int column, ColumnType type) {
            super(column);
            int bits = type.widthBytes() * 8;
            this.type = type;
            this.smallest = type.isUnsigned() ? 0 : -(1 << bits - 1);
            this.largest = type.isUnsigned() ? (1 << bits) - 1 : (1 << bits - 1) - 1;
        }

        @Override
        public void addInt(int value) {
            if (value < smallest || value > largest) {
                refuse("outside " + type, Integer.toString(value));
            } else if (type.widthBytes() == 1) {
                values.bytes()[row] = (byte) value;
            } else {
                values.shorts()[row] = (short) value;
            }
        }
    }

    private static final class Halves extends ValueReader {
        Halves(int column) {
            super(column);
        }

        @Override
        public void addBinary(Binary value) {
            values.floats()[row] = Float.float16ToFloat(
                    value.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN).getShort());
        }
    }

    /// Unscaled, as an integer or as big-endian bytes.
    private static final class Decimals extends ValueReader {
        private static final long LIMIT = 1_000_000_000_000_000_000L;

        private final ColumnType type;

        Decimals(int column, ColumnType type) {
            super(column);
            this.type = type;
        }

        @Override
        public void addInt(int value) {
            values.longs()[row] = value;
        }

        @Override
        public void addLong(long value) {
            values.longs()[row] = value;
            if (value >= LIMIT || value <= -LIMIT) {
                refuse("outside " + type, Long.toString(value));
            }
        }

        @Override
        public void addBinary(Binary value) {
            var unscaled = new BigInteger(value.getBytesUnsafe());
            if (unscaled.bitLength() > 63) {
                refuse("outside " + type, unscaled.toString());
            } else {
                addLong(unscaled.longValue());
            }
        }
    }

    /// Impala's and Spark's old timestamps: nanoseconds of the day, then the Julian day.
    private static final class Int96 extends ValueReader {
        private static final long EPOCH_DAY = 2_440_588;
        private static final long DAY_NS = 86_400_000_000_000L;

        Int96(int column) {
            super(column);
        }

        @Override
        public void addBinary(Binary value) {
            ByteBuffer bytes = value.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
            long ofDayNs = bytes.getLong();
            long days = bytes.getInt() - EPOCH_DAY;
            try {
                values.longs()[row] = Math.addExact(Math.multiplyExact(days, DAY_NS), ofDayNs);
            } catch (ArithmeticException _) {
                refuse("outside timestamp(ns)", "day " + days);
            }
        }
    }

    private static final class Texts extends ValueReader {
        private final boolean checked;
        private ByteBuffer[] dictionary;

        Texts(int column, boolean checked) {
            super(column);
            this.checked = checked;
        }

        @Override
        public void addBinary(Binary value) {
            ByteBuffer bytes = value.toByteBuffer();
            if (checked && !isAscii(bytes) && utf8(bytes.duplicate()) == null) {
                refuse("not UTF-8", null);
                return;
            }
            values.texts().set(row, bytes);
        }

        private static boolean isAscii(ByteBuffer bytes) {
            int bits = 0;
            for (int i = bytes.position(); i < bytes.limit(); i++) {
                bits |= bytes.get(i);
            }
            return bits >= 0;
        }

        @Override
        public boolean hasDictionarySupport() {
            return true;
        }

        @Override
        public void setDictionary(Dictionary from) {
            dictionary = new ByteBuffer[from.getMaxId() + 1];
            for (int id = 0; id < dictionary.length; id++) {
                ByteBuffer bytes = from.decodeToBinary(id).toByteBuffer();
                boolean isText = !checked || isAscii(bytes) || utf8(bytes.duplicate()) != null;
                dictionary[id] = isText ? bytes : null;
            }
        }

        @Override
        public void addValueFromDictionary(int id) {
            if (dictionary[id] == null) {
                refuse("not UTF-8", null);
            } else {
                values.texts().set(row, dictionary[id]);
            }
        }
    }

    private static final class Symbols extends ValueReader {
        private static final int NOT_TEXT = -1;

        private final ToIntFunction<String> intern;
        private int[] codeOfId;
        private byte[] lastText = {};
        private int lastCode = NOT_TEXT;

        Symbols(int column, ToIntFunction<String> intern) {
            super(column);
            this.intern = intern;
        }

        @Override
        public void addBinary(Binary value) {
            byte[] text = value.getBytesUnsafe();
            if (lastCode == NOT_TEXT || !Arrays.equals(text, lastText)) {
                lastText = text.clone();
                lastCode = code(ByteBuffer.wrap(lastText));
            }
            put(lastCode);
        }

        private int code(ByteBuffer bytes) {
            String symbol = utf8(bytes);
            return symbol == null ? NOT_TEXT : intern.applyAsInt(symbol);
        }

        private void put(int code) {
            values.ints()[row] = Math.max(0, code);
            if (code == NOT_TEXT) {
                refuse("not UTF-8", null);
            }
        }

        @Override
        public boolean hasDictionarySupport() {
            return true;
        }

        @Override
        public void setDictionary(Dictionary from) {
            codeOfId = new int[from.getMaxId() + 1];
            for (int id = 0; id < codeOfId.length; id++) {
                codeOfId[id] = code(from.decodeToBinary(id).toByteBuffer());
            }
        }

        @Override
        public void addValueFromDictionary(int id) {
            put(codeOfId[id]);
        }
    }
}
