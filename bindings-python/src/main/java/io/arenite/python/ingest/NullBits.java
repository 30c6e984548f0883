package io.arenite.python.ingest;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Which rows of a column are null, brought into the form of a batch piece by piece: LSB bits, 0 is null.
final class NullBits {
    private static final int NONE = 0;
    /// Arrow's: LSB bits, 0 is null.
    private static final int BITS = 1;
    /// NumPy's mask: a byte, not 0 is null.
    private static final int MASK = 2;
    /// The values themselves: the smallest int64 is NaT.
    private static final int NAT = 3;

    private final int kind;
    private final MemorySegment source;
    private final long first;
    private final long[] bits = new long[ColumnAppend.PIECE_ROWS / Long.SIZE];
    private final MemorySegment segment = MemorySegment.ofArray(bits);

    NullBits(SourceColumn column, long rows) {
        kind = column.nullKind();
        first = kind == NAT ? column.firstRow() : column.firstNull();
        source = switch (kind) {
            case NONE -> null;
            case BITS -> ForeignMemory.at(column.nulls(), first + rows + 7 >>> 3);
            case MASK -> ForeignMemory.at(column.nulls(), first + rows);
            case NAT -> ForeignMemory.at(column.values(), (first + rows) * 8);
            default -> throw new IllegalArgumentException("unknown kind of nulls: kind=" + kind);
        };
    }

    /// The bits of these rows, or null if none is null. Good until the next call.
    MemorySegment of(long from, int rows) {
        if (kind == NONE) {
            return null;
        }
        Arrays.fill(bits, 0, rows + 63 >>> 6, 0);
        int present = 0;
        for (int row = 0; row < rows; row++) {
            if (isPresent(first + from + row)) {
                bits[row >>> 6] |= 1L << row;
                present++;
            }
        }
        return present == rows ? null : segment;
    }

    /// Of the last piece that had nulls.
    boolean isNull(int row) {
        return (bits[row >>> 6] >>> row & 1) == 0;
    }

    /// Makes a row of the piece a null after all.
    MemorySegment withNull(MemorySegment given, int row, int rows) {
        if (given == null) {
            Arrays.fill(bits, 0, rows + 63 >>> 6, -1);
        }
        bits[row >>> 6] &= ~(1L << row);
        return segment;
    }

    private boolean isPresent(long at) {
        return switch (kind) {
            case BITS -> (source.get(JAVA_BYTE, at >>> 3) >>> (at & 7) & 1) != 0;
            case MASK -> source.get(JAVA_BYTE, at) == 0;
            default -> source.get(JAVA_LONG_UNALIGNED, at * 8) != Long.MIN_VALUE;
        };
    }
}
