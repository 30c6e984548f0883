package io.arenite.engine.kernel;

import java.math.BigInteger;

/// A mutable 128-bit two's complement sum: exact for any number of int64 and uint64 values. Sums of products can
/// leave it, which [#hasOverflowed] remembers for good.
public final class Int128Sum {
    private long hi;
    private long lo;
    private boolean overflowed;

    /// The upper 64 bits, signed.
    public long hi() {
        return hi;
    }

    /// The lower 64 bits, unsigned.
    public long lo() {
        return lo;
    }

    public boolean hasOverflowed() {
        return overflowed;
    }

    public void clear() {
        hi = 0;
        lo = 0;
        overflowed = false;
    }

    /// Adds a signed value.
    public void add(long value) {
        add(value >> 63, value);
    }

    /// Adds an unsigned value.
    public void addUnsigned(long value) {
        add(0, value);
    }

    /// Adds `hi * 2^64 + lo`, `lo` unsigned.
    public void add(long addedHi, long addedLo) {
        long sumLo = lo + addedLo;
        long carry = Long.compareUnsigned(sumLo, addedLo) < 0 ? 1 : 0;
        long partHi = hi + addedHi;
        long sumHi = partHi + carry;
        overflowed |= ((hi ^ sumHi) & (addedHi ^ sumHi)) < 0;
        hi = sumHi;
        lo = sumLo;
    }

    public void add(Int128Sum other) {
        add(other.hi, other.lo);
        overflowed |= other.overflowed;
    }

    public boolean fitsInt64() {
        return !overflowed && hi == lo >> 63;
    }

    public boolean fitsUint64() {
        return !overflowed && hi == 0;
    }

    public BigInteger toBigInteger() {
        BigInteger upper = BigInteger.valueOf(hi).shiftLeft(64);
        BigInteger lower = BigInteger.valueOf(lo >>> 1).shiftLeft(1).add(BigInteger.valueOf(lo & 1));
        return upper.add(lower);
    }

    @Override
    public String toString() {
        return toBigInteger() + (overflowed ? " (overflowed)" : "");
    }
}
