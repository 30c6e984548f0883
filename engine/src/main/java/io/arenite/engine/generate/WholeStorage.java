package io.arenite.engine.generate;

/// How the integers of a column lie in memory.
public enum WholeStorage {
    /// 64 bits; uint64 by its bits.
    INT64(8, 63),
    INT32(4, 31),
    UINT32(4, 32),
    /// Widened to 64 bits in scratch before the loop, from a type of at most 16 bits.
    WIDENED(8, 16);

    private final int bytes;
    private final int bits;

    WholeStorage(int bytes, int bits) {
        this.bytes = bytes;
        this.bits = bits;
    }

    /// Bytes of a value where the loop reads it.
    public int bytes() {
        return bytes;
    }

    /// Every value `x` has `-2^bits <= x < 2^bits`.
    public int bits() {
        return bits;
    }
}
