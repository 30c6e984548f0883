package io.arenite.partitions;

/// What the manifest knows of a partition in a sealed file.
///
/// @param keyCode -1 in a table without a key
/// @param firstTsNs of its first row, which is also the oldest
public record SealedPartition(int keyCode, long rows, long firstTsNs, long lastTsNs) {}
