package io.arenite.arena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FreeBlocksTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void agreesWithATreeSet(long seed) {
        Random random = new Random(seed);
        FreeBlocks blocks = new FreeBlocks();
        TreeSet<Long> model = new TreeSet<>();
        for (int step = 0; step < 50_000; step++) {
            long block = random.nextLong(1L << (1 + random.nextInt(24)));
            assertThat(blocks.contains(block)).isEqualTo(model.contains(block));
            if (model.add(block)) {
                blocks.add(block);
            } else {
                model.remove(block);
                blocks.remove(block);
            }
            if (random.nextInt(3) == 0 && !model.isEmpty()) {
                assertThat(blocks.lowest()).isEqualTo(model.first());
                blocks.remove(model.pollFirst());
            }
            assertThat(blocks.isEmpty()).isEqualTo(model.isEmpty());
        }
    }

    @Test
    void noticesABlockThatIsFreedTwice() {
        FreeBlocks blocks = new FreeBlocks();
        blocks.add(7);
        assertThatThrownBy(() -> blocks.add(7))
                .isInstanceOf(AssertionError.class)
                .hasMessage("block is already free: block=7");
        assertThatThrownBy(() -> blocks.remove(8))
                .isInstanceOf(AssertionError.class)
                .hasMessage("block is not free: block=8");
    }
}
