package io.arenite.partitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SymbolDictionaryTest {
    @Test
    void lookingUpCreatesNothing() {
        SymbolDictionary symbols = new SymbolDictionary();
        assertThat(symbols.code("A")).isEqualTo(-1);
        assertThat(symbols.size()).isZero();
        assertThatThrownBy(() -> symbols.symbol(0))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("unknown symbol code: code=0, symbols=0");
    }

    @Test
    void threadsAgreeOnCodes() throws InterruptedException {
        SymbolDictionary symbols = new SymbolDictionary();
        int[][] codes = new int[8][20_000];
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < codes.length; t++) {
            int[] mine = codes[t];
            SplittableRandom random = new SplittableRandom(t);
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 40_000; i++) {
                    int symbol = random.nextInt(mine.length);
                    mine[symbol] = symbols.intern("S" + symbol) + 1;
                    if (!symbols.symbol(mine[symbol] - 1).equals("S" + symbol)) {
                        mine[symbol] = -1;
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        for (int[] mine : codes) {
            for (int symbol = 0; symbol < mine.length; symbol++) {
                int expected = symbols.code("S" + symbol) + 1;
                assertThat(mine[symbol] == 0 || mine[symbol] == expected).isTrue();
            }
        }
        assertThat(symbols.size()).isLessThanOrEqualTo(20_000);
    }
}
