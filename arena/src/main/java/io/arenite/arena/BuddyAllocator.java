package io.arenite.arena;

/// Divides a power of two of pages into blocks that are powers of two of pages, each aligned to its own size.
///
/// A free block of order `k` (2^k pages) has one buddy, the other half of the block of order `k + 1` around both:
///
///     order 2   |              0               |              4               |     (page numbers)
///     order 1   |      0       |       2       |      4       |       6       |
///     order 0   |  0   |   1   |   2   |   3   |  4   |   5   |   6   |   7   |
///
/// Allocating takes the lowest free block of the smallest order that fits and frees the upper halves that it does not
/// need; freeing joins a block with its buddy for as long as that is free too. The lowest address first keeps the page
/// tables dense, because the kernel does not give page tables back before the reservation is unmapped.
///
/// Not safe for use by several threads. Algorithm: Knowlton 1965, as in Knuth, TAOCP 1, section 2.5.
final class BuddyAllocator {

    private final FreeBlocks[] freeByOrder;
    private long ordersWithFree;

    BuddyAllocator(long pages) {
        assert Long.bitCount(pages) == 1 : "pages are not a power of two: pages=" + pages;
        int topOrder = Long.numberOfTrailingZeros(pages);
        freeByOrder = new FreeBlocks[topOrder + 1];
        for (int order = 0; order <= topOrder; order++) {
            freeByOrder[order] = new FreeBlocks();
        }
        add(0, topOrder);
    }

    /// The first page of a block of 2^order pages, or -1 where none is left.
    long allocate(int order) {
        if (order >= freeByOrder.length) {
            return -1;
        }
        long orders = ordersWithFree & -1L << order;
        if (orders == 0) {
            return -1;
        }
        int from = Long.numberOfTrailingZeros(orders);
        long page = freeByOrder[from].lowest() << from;
        remove(page, from);
        for (int half = from - 1; half >= order; half--) {
            add(page + (1L << half), half);
        }
        return page;
    }

    /// Takes back a block that [#allocate] returned for the same order.
    void free(long page, int order) {
        while (order < freeByOrder.length - 1) {
            long buddy = page ^ 1L << order;
            if (!freeByOrder[order].contains(buddy >>> order)) {
                break;
            }
            remove(buddy, order);
            page &= buddy;
            order++;
        }
        add(page, order);
    }

    /// Whether all blocks are back.
    boolean isUnused() {
        return !freeByOrder[freeByOrder.length - 1].isEmpty();
    }

    private void add(long page, int order) {
        freeByOrder[order].add(page >>> order);
        ordersWithFree |= 1L << order;
    }

    private void remove(long page, int order) {
        freeByOrder[order].remove(page >>> order);
        if (freeByOrder[order].isEmpty()) {
            ordersWithFree &= ~(1L << order);
        }
    }
}
