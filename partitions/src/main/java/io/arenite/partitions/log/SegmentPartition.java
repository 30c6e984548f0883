package io.arenite.partitions.log;

/// What a manifest knows of one partition in a segment.
///
/// @param keyCode -1 in a table without a key
public record SegmentPartition(int keyCode, long rows, long firstNs, long lastNs) {}
