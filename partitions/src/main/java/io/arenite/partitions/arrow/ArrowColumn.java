package io.arenite.partitions.arrow;

import java.util.List;

/// A column of a record batch: where its bytes are, which are not yet looked at.
///
/// @param buffers in Arrow's order, positions in the file; an absent one has length 0
public record ArrowColumn(
        ArrowField field, long rows, long nullCount, List<BufferRange> buffers, List<ArrowColumn> children) {}
