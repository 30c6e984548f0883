package io.arenite.python.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.partitions.SymbolDictionary;
import io.arenite.python.handle.DataException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SymbolCodesTest {
    private final SymbolDictionary symbols = new SymbolDictionary();
    private final SymbolCodes codes = new SymbolCodes(symbols);

    /// Texts of all lengths around 8 and 16 bytes, many with a common beginning, wherever they lie in memory.
    @Test
    void givesTheDictionarysCodes() {
        var random = new SplittableRandom(5);
        Map<String, Integer> known = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            String text = "aaaaaaaaaaaaaaaaaaaa".substring(0, random.nextInt(20)) + "bcd\0é".charAt(random.nextInt(5));
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            int before = random.nextInt(10);
            byte[] memory = new byte[before + bytes.length + random.nextInt(10)];
            random.nextBytes(memory);
            System.arraycopy(bytes, 0, memory, before, bytes.length);
            int code = codes.intern(MemorySegment.ofArray(memory), before, bytes.length);
            assertThat(symbols.symbol(code)).isEqualTo(text);
            assertThat(known.computeIfAbsent(text, _ -> code)).isEqualTo(code);
        }
        assertThat(symbols.size()).isEqualTo(known.size());
    }

    @Test
    void theEmptyTextAndZerosAreDifferent() {
        MemorySegment zeros = MemorySegment.ofArray(new byte[20]);
        int empty = codes.intern(zeros, 0, 0);
        int one = codes.intern(zeros, 0, 1);
        int nine = codes.intern(zeros, 0, 9);
        assertThat(empty).isNotEqualTo(one).isNotEqualTo(nine);
        assertThat(codes.intern(zeros, 3, 0)).isEqualTo(empty);
        assertThat(codes.intern(zeros, 3, 1)).isEqualTo(one);
        assertThat(symbols.symbol(empty)).isEmpty();
    }

    @Test
    void refusesWhatIsNotUtf8() {
        assertThatThrownBy(() -> codes.intern(MemorySegment.ofArray(new byte[] {'a', (byte) 0xC3}), 0, 2))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("not UTF-8: text=a");
        assertThat(symbols.size()).isZero();
    }
}
