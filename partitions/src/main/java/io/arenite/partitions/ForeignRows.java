package io.arenite.partitions;

import io.arenite.arena.Lease;

/// Rows of one column of one partition by their addresses, for code outside of the JVM that reads them
/// (and must not write): NumPy, Arrow. They stay where they are and as they are until the lease is
/// closed.
///
/// @param lease the caller's
/// @param values the first value, of the type's width; bool: LSB bits, of which `firstBit` is the first
///     row's; utf8 and binary: the first of `rows + 1` int64 offsets into `data`
/// @param validity LSB bits, 0 is null, of which `firstBit` is the first row's; 0 where there are no nulls
/// @param data of utf8 and binary, otherwise 0
public record ForeignRows(Lease lease, long rows, long values, long validity, long firstBit, long data, long dataBytes)
        implements AutoCloseable {
    @Override
    public void close() {
        lease.close();
    }
}
