package io.arenite.partitions.arrow;

import java.util.List;
import java.util.Map;

/// A record batch: rows, and where its columns lie.
///
/// @param position which of the file's messages it is; dictionaries of a stream change from one to the next
public record ArrowBatch(
        int position,
        ArrowBlock block,
        long rows,
        List<ArrowColumn> columns,
        ArrowCompression compression,
        Map<String, String> metadata) {}
