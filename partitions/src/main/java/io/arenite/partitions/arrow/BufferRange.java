package io.arenite.partitions.arrow;

/// Bytes of a file.
public record BufferRange(long offset, long lengthBytes) {}
