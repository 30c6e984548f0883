package io.arenite.partitions.arrow;

/// What Arrow calls a type, as far as its bytes matter here. Nested types are known by their shape only, so
/// that the columns beside them can be found.
public sealed interface ArrowType {

    /// As errors name it: `utf8`, `timestamp(ns, UTC)`.
    String displayName();

    /// Every value is null; there are no bytes.
    record Null() implements ArrowType {
        @Override
        public String displayName() {
            return "null";
        }
    }

    /// LSB bits.
    record Bool() implements ArrowType {
        @Override
        public String displayName() {
            return "bool";
        }
    }

    /// @param bits 8, 16, 32 or 64
    record Int(int bits, boolean signed) implements ArrowType {
        @Override
        public String displayName() {
            return (signed ? "int" : "uint") + bits;
        }
    }

    /// @param bits 16, 32 or 64
    record FloatingPoint(int bits) implements ArrowType {
        @Override
        public String displayName() {
            return "float" + bits;
        }
    }

    /// @param bits of the two's complement unscaled value: 32, 64, 128 or 256
    record Decimal(int precision, int scale, int bits) implements ArrowType {
        @Override
        public String displayName() {
            return "decimal" + bits + "(" + precision + ", " + scale + ")";
        }
    }

    /// @param bits 32: days since the epoch; 64: milliseconds since the epoch, whole days
    record Date(int bits) implements ArrowType {
        @Override
        public String displayName() {
            return "date" + bits;
        }
    }

    /// Since midnight.
    ///
    /// @param bits 32 for seconds and milliseconds, 64 for finer units
    record Time(ArrowUnit unit, int bits) implements ArrowType {
        @Override
        public String displayName() {
            return "time" + bits + "(" + unit.symbol() + ")";
        }
    }

    /// Since the epoch, int64.
    ///
    /// @param zone null where Arrow has none; the values are instants of UTC either way
    record Timestamp(ArrowUnit unit, String zone) implements ArrowType {
        @Override
        public String displayName() {
            return "timestamp(" + unit.symbol() + (zone == null ? ")" : ", " + zone + ")");
        }
    }

    /// int64.
    record Duration(ArrowUnit unit) implements ArrowType {
        @Override
        public String displayName() {
            return "duration(" + unit.symbol() + ")";
        }
    }

    record Text(Layout layout) implements ArrowType {
        @Override
        public String displayName() {
            return layout.prefix + "utf8" + layout.suffix;
        }
    }

    record Bytes(Layout layout) implements ArrowType {
        @Override
        public String displayName() {
            return layout.prefix + "binary" + layout.suffix;
        }
    }

    record FixedSizeBinary(int widthBytes) implements ArrowType {
        @Override
        public String displayName() {
            return "fixed_size_binary(" + widthBytes + ")";
        }
    }

    /// Two children: where runs end, and one value for each.
    record RunEndEncoded() implements ArrowType {
        @Override
        public String displayName() {
            return "run_end_encoded";
        }
    }

    /// Nothing here reads it.
    ///
    /// @param buffers how many it has beside those of its children
    record Opaque(String displayName, int buffers) implements ArrowType {}

    /// How text and binary lie.
    enum Layout {
        /// int32 offsets, bytes.
        OFFSETS_32("", ""),
        /// int64 offsets, bytes.
        OFFSETS_64("large_", ""),
        /// 16 bytes a value: inline up to 12 bytes, or a prefix and where the bytes are.
        VIEWS("", "_view");

        private final String prefix;
        private final String suffix;

        Layout(String prefix, String suffix) {
            this.prefix = prefix;
            this.suffix = suffix;
        }
    }
}
