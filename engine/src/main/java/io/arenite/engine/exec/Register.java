package io.arenite.engine.exec;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.arenite.engine.kernel.Batch;
import io.arenite.engine.kernel.BitmapKernel;
import java.lang.foreign.MemorySegment;

/// One value per row of the batch at hand. Values lie in the register's own scratch, or where they are stored: a step
/// that loads a 64-bit column points [#values] at the partition, so that nothing is copied. Validity, when there are
/// nulls, is always in scratch.
///
///     home:  | 2,048 x 8 bytes of values (or a bitmap) | 256 bytes of validity | 64 bytes against aliasing |
final class Register {
    static final long BYTES = Batch.ROWS * 8L + Batch.MASK_BYTES + 64;

    final MemorySegment home;
    final long homeOffset;
    final long validityOffset;

    MemorySegment values;
    long offset;
    boolean nullable;

    /// All rows hold one value, for a step that need not write it again.
    boolean isFilled;

    long filledWith;

    Register(MemorySegment scratch, long homeOffset) {
        this.home = scratch;
        this.homeOffset = homeOffset;
        this.validityOffset = homeOffset + Batch.ROWS * 8L;
        atHome();
    }

    /// Values are in the register's scratch.
    void atHome() {
        values = home;
        offset = homeOffset;
    }

    /// Null where either operand is.
    void joinValidity(Register left, Register right, int rows) {
        nullable = left.nullable || right.nullable;
        if (left.nullable && right.nullable) {
            BitmapKernel.and(
                    left.home, left.validityOffset, right.home, right.validityOffset, rows, home, validityOffset);
        } else if (nullable) {
            copyValidity(left.nullable ? left : right, rows);
        }
    }

    /// Null where the operand is.
    void takeValidity(Register operand, int rows) {
        nullable = operand.nullable;
        if (nullable) {
            copyValidity(operand, rows);
        }
    }

    boolean isValid(int row) {
        return !nullable || BitmapKernel.isSet(home, validityOffset, row);
    }

    long longAt(int row) {
        return values.get(JAVA_LONG_UNALIGNED, offset + row * 8L);
    }

    double doubleAt(int row) {
        return values.get(JAVA_DOUBLE_UNALIGNED, offset + row * 8L);
    }

    boolean bitAt(int row) {
        return BitmapKernel.isSet(values, offset, row);
    }

    void setLong(int row, long value) {
        home.set(JAVA_LONG_UNALIGNED, homeOffset + row * 8L, value);
    }

    void setDouble(int row, double value) {
        home.set(JAVA_DOUBLE_UNALIGNED, homeOffset + row * 8L, value);
    }

    /// Makes one row null.
    void setNull(int row, int rows) {
        if (!nullable) {
            nullable = true;
            BitmapKernel.range(0, rows, rows, home, validityOffset);
        }
        long at = validityOffset + (row >>> 3);
        home.set(JAVA_BYTE, at, (byte) (home.get(JAVA_BYTE, at) & ~(1 << (row & 7))));
    }

    private void copyValidity(Register from, int rows) {
        if (from != this) {
            BitmapKernel.copy(from.home, from.validityOffset, rows, home, validityOffset);
        }
    }
}
