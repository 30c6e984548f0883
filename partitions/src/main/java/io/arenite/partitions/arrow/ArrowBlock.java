package io.arenite.partitions.arrow;

/// Where a message lies in a file: its header, then its body.
///
/// @param metadataBytes of the header with its prefix and padding
public record ArrowBlock(long offset, int metadataBytes, long bodyBytes) {

    long bodyOffset() {
        return offset + metadataBytes;
    }

    long end() {
        return offset + metadataBytes + bodyBytes;
    }
}
