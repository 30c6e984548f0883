package io.arenite.partitions;

/// How a [Feed] hands rows over.
///
/// @param ringBytes the ring between producers and the writer, a power of two; a row may take an eighth of it
/// @param rowsPerCommit the writer commits after so many rows, and whenever the ring is empty
public record FeedOptions(int ringBytes, int rowsPerCommit) {
    private static final int SMALLEST_RING_BYTES = 4096;
    private static final int LARGEST_RING_BYTES = 1 << 30;

    public FeedOptions {
        if (Integer.bitCount(ringBytes) != 1 || ringBytes < SMALLEST_RING_BYTES || ringBytes > LARGEST_RING_BYTES) {
            throw new IllegalArgumentException("ring is not a power of two in range: ringBytes=" + ringBytes + ", min="
                    + SMALLEST_RING_BYTES + ", max=" + LARGEST_RING_BYTES);
        }
        if (rowsPerCommit < 1) {
            throw new IllegalArgumentException("commit needs a row: rowsPerCommit=" + rowsPerCommit);
        }
    }

    /// A ring of 4 MiB, a commit each 8,192 rows.
    public static FeedOptions defaults() {
        return new FeedOptions(1 << 22, 8192);
    }

    public FeedOptions withRingBytes(int bytes) {
        return new FeedOptions(bytes, rowsPerCommit);
    }

    public FeedOptions withRowsPerCommit(int rows) {
        return new FeedOptions(ringBytes, rows);
    }
}
