package io.arenite.arena;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuddyAllocatorTest {

    private record Taken(long page, int order) {}

    @Test
    void takesTheLowestBlockOfTheSmallestOrderThatFits() {
        BuddyAllocator blocks = new BuddyAllocator(8);

        assertThat(blocks.allocate(0)).isEqualTo(0);
        assertThat(blocks.allocate(1)).isEqualTo(2);
        assertThat(blocks.allocate(0)).isEqualTo(1);
        assertThat(blocks.allocate(2)).isEqualTo(4);
        assertThat(blocks.allocate(0)).isEqualTo(-1);
        assertThat(blocks.allocate(4)).as("larger than the whole").isEqualTo(-1);
    }

    @Test
    void joinsBuddiesAgainInAnyOrder() {
        BuddyAllocator blocks = new BuddyAllocator(4);
        for (int page = 0; page < 4; page++) {
            assertThat(blocks.allocate(0)).isEqualTo(page);
        }
        blocks.free(1, 0);
        blocks.free(2, 0);
        assertThat(blocks.allocate(1)).as("pages 1 and 2 are not buddies").isEqualTo(-1);
        blocks.free(3, 0);
        assertThat(blocks.allocate(1)).isEqualTo(2);
        blocks.free(0, 0);
        assertThat(blocks.isUnused()).isFalse();
        blocks.free(2, 1);
        assertThat(blocks.isUnused()).isTrue();
    }

    @Test
    void reachesTheEndOfSixteenTebibytes() {
        BuddyAllocator blocks = new BuddyAllocator(1L << 32);
        assertThat(blocks.allocate(31)).isEqualTo(0);
        assertThat(blocks.allocate(30)).isEqualTo(1L << 31);
        assertThat(blocks.allocate(0)).isEqualTo(3L << 30);
        assertThat(blocks.allocate(29)).isEqualTo((3L << 30) + (1L << 29));
        blocks.free(0, 31);
        blocks.free(3L << 30, 0);
        blocks.free(1L << 31, 30);
        blocks.free((3L << 30) + (1L << 29), 29);
        assertThat(blocks.isUnused()).isTrue();
    }

    /// The model: which pages are taken. A block is refused only where no aligned run of its size is free, which also
    /// says that buddies are always joined.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithAMapOfPages(long seed) {
        Random random = new Random(seed);
        int topOrder = 6 + random.nextInt(9);
        BuddyAllocator blocks = new BuddyAllocator(1L << topOrder);
        BitSet pages = new BitSet();
        List<Taken> taken = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            boolean mostlyAllocate = step / 2_000 % 2 == 0;
            if (taken.isEmpty() || random.nextInt(10) < (mostlyAllocate ? 7 : 3)) {
                int order = random.nextInt(random.nextInt(topOrder) + 1);
                long page = blocks.allocate(order);
                if (page < 0) {
                    assertThat(hasFreeRun(pages, topOrder, order)).isFalse();
                } else {
                    assertThat(page % (1L << order)).isZero();
                    assertThat(page).isBetween(0L, (1L << topOrder) - (1L << order));
                    assertThat(pages.get((int) page, (int) page + (1 << order)).isEmpty())
                            .isTrue();
                    pages.set((int) page, (int) page + (1 << order));
                    taken.add(new Taken(page, order));
                }
            } else {
                Taken block = taken.remove(random.nextInt(taken.size()));
                blocks.free(block.page, block.order);
                pages.clear((int) block.page, (int) block.page + (1 << block.order));
            }
        }
        taken.forEach(block -> blocks.free(block.page, block.order));
        assertThat(blocks.isUnused()).isTrue();
    }

    private static boolean hasFreeRun(BitSet pages, int topOrder, int order) {
        for (int page = 0; page < 1 << topOrder; page += 1 << order) {
            int next = pages.nextSetBit(page);
            if (next < 0 || next >= page + (1 << order)) {
                return true;
            }
        }
        return false;
    }
}
