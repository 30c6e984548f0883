package io.arenite.arena;

import java.util.Arrays;

/// A set of block numbers that knows its smallest member. Sparse: space is taken only around numbers that were ever in.
///
///     chunkIsUsed   one bit a chunk             | 1 0 1 ...
///     wordIsUsed    one word a chunk            | 64 bits | 64 bits | ...
///     chunks        64 words = 4,096 numbers    | 64 x 64 bits | ...
///
/// Not safe for use by several threads.
final class FreeBlocks {

    private static final int WORDS_PER_CHUNK = 64;
    private static final int CHUNK_SHIFT = 12;

    private long[][] chunks = new long[1][];
    private long[] wordIsUsed = new long[1];
    private long[] chunkIsUsed = new long[1];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    boolean contains(long block) {
        long chunk = block >>> CHUNK_SHIFT;
        return chunk < chunks.length
                && chunks[(int) chunk] != null
                && (chunks[(int) chunk][wordOf(block)] & 1L << block) != 0;
    }

    /// Adds a number that is not in the set.
    void add(long block) {
        assert !contains(block) : "block is already free: block=" + block;
        int chunk = Math.toIntExact(block >>> CHUNK_SHIFT);
        if (chunk >= chunks.length) {
            growTo(chunk);
        }
        if (chunks[chunk] == null) {
            chunks[chunk] = new long[WORDS_PER_CHUNK];
        }
        int word = wordOf(block);
        chunks[chunk][word] |= 1L << block;
        wordIsUsed[chunk] |= 1L << word;
        chunkIsUsed[chunk >>> 6] |= 1L << chunk;
        size++;
    }

    /// Removes a number that is in the set.
    void remove(long block) {
        assert contains(block) : "block is not free: block=" + block;
        int chunk = (int) (block >>> CHUNK_SHIFT);
        int word = wordOf(block);
        size--;
        if ((chunks[chunk][word] &= ~(1L << block)) == 0 && (wordIsUsed[chunk] &= ~(1L << word)) == 0) {
            chunkIsUsed[chunk >>> 6] &= ~(1L << chunk);
        }
    }

    /// The smallest number in a set that is not empty.
    long lowest() {
        int i = 0;
        while (chunkIsUsed[i] == 0) {
            i++;
        }
        int chunk = (i << 6) + Long.numberOfTrailingZeros(chunkIsUsed[i]);
        int word = Long.numberOfTrailingZeros(wordIsUsed[chunk]);
        return ((long) chunk << CHUNK_SHIFT) + (word << 6) + Long.numberOfTrailingZeros(chunks[chunk][word]);
    }

    private void growTo(int chunk) {
        int length = Math.max(chunk + 1, chunks.length * 2);
        chunks = Arrays.copyOf(chunks, length);
        wordIsUsed = Arrays.copyOf(wordIsUsed, length);
        chunkIsUsed = Arrays.copyOf(chunkIsUsed, (length + 63) >>> 6);
    }

    private static int wordOf(long block) {
        return (int) (block >>> 6) & (WORDS_PER_CHUNK - 1);
    }
}
