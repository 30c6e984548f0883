package io.arenite.python.ingest;

/// How the values of a column lie in Python's memory. The order is part of the protocol:
/// `arenite._buffers` has the same numbers.
enum SourceKind {
    /// As a block has them: little-endian, of the column type's width. For symbols, codes of the database.
    FIXED,
    /// One byte a value, 0 is false.
    BOOL_BYTES,
    /// LSB bits.
    BITS,
    /// Bytes between int32 offsets.
    TEXT32,
    /// Bytes between int64 offsets.
    TEXT64,
    /// Arrow's views: 16 bytes a value, short ones inside, long ones in one of several buffers.
    TEXT_VIEWS,
    /// Code points of 4 bytes, so many a value, the last ones 0: NumPy's `U`.
    UCS4,
    /// So many bytes a value, the last ones 0: NumPy's `S`.
    FIXED_BYTES,
    /// Signed numbers of a width into a dictionary of texts; a negative one is a null.
    DICTIONARY;

    private static final SourceKind[] KINDS = values();

    static SourceKind of(long number) {
        if (number < 0 || number >= KINDS.length) {
            throw new IllegalArgumentException("unknown kind of column: kind=" + number);
        }
        return KINDS[(int) number];
    }
}
