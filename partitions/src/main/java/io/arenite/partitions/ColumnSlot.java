package io.arenite.partitions;

/// Where one column of a view lies in its block, in bytes from the block's start.
///
/// @param valuesOffset values; LSB bits for bool; int64 offsets, one more than rows, for utf8 and binary
/// @param validityOffset LSB bitmap, 0 is null; -1 where the column has no nulls
/// @param varDataOffset the bytes of utf8 and binary; -1 otherwise
public record ColumnSlot(long valuesOffset, long validityOffset, long varDataOffset) {}
