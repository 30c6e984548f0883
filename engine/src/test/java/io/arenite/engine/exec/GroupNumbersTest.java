package io.arenite.engine.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.engine.QueryStoppedException;
import io.arenite.engine.kernel.Batch;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Dense numbers of keys: small ones through a table, others through a hash table, and what happens when
/// there are too many.
class GroupNumbersTest {
    private static void check(KeyNumbers numbers, Map<Long, Integer> expected, long[] keys) {
        int[] rows = IntStream.range(0, keys.length).toArray();
        int[] out = new int[keys.length];
        numbers.number(keys, rows, keys.length, out);
        int[] again = new int[keys.length];
        numbers.numberAll(keys, keys.length, again);
        assertThat(again).isEqualTo(out);
        for (int i = 0; i < keys.length; i++) {
            int number = expected.computeIfAbsent(keys[i], key -> expected.size());
            assertThat(out[i]).as("key=%d, row=%d", keys[i], i).isEqualTo(number);
            assertThat(numbers.value(number)).isEqualTo(keys[i]);
            assertThat(numbers.isNull(number)).isFalse();
        }
        assertThat(numbers.size()).isEqualTo(expected.size());
    }

    @Test
    void keysAreNumberedInOrderOfAppearance() {
        var numbers = new KeyNumbers(1_000_000);
        Map<Long, Integer> expected = new HashMap<>();
        check(numbers, expected, new long[] {5, 5, 0, 255, 256, -1, -256, -257, 5, 0});
        check(numbers, expected, new long[] {65_535, 65_536, -32_768, -32_769, 65_535, 65_536});
        check(numbers, expected, new long[] {Long.MIN_VALUE, Long.MAX_VALUE, 0, -1, Long.MIN_VALUE});
        var random = new SplittableRandom(1);
        for (long bound : new long[] {10, 1_000, 100_000, Long.MAX_VALUE}) {
            check(numbers, expected, random.longs(Batch.ROWS, -bound, bound).toArray());
        }
        numbers.clear();
        check(numbers, new HashMap<>(), new long[] {7, 1L << 40, 7, -3, 1L << 40});
    }

    @Test
    void allRowsOfABatchAtOnce() {
        var numbers = new KeyNumbers(1_000);
        int[] out = new int[5];
        numbers.numberAll(new long[] {3, -300, 3, 300, -300}, 5, out);
        assertThat(out).containsExactly(0, 1, 0, 2, 1);
        // in the table, but without a number; outside of the table
        numbers.numberAll(new long[] {3, 4, 300, 3, 1L << 40}, 5, out);
        assertThat(out).containsExactly(0, 3, 2, 0, 4);
        numbers.numberAll(new long[] {300, 3, -300}, 3, out);
        assertThat(out).startsWith(2, 0, 1);
    }

    @Test
    void onlyTheGivenRowsAreNumbered() {
        var numbers = new KeyNumbers(100);
        int[] out = new int[4];
        Arrays.fill(out, -1);
        numbers.number(new long[] {9, 8, 7, 9}, new int[] {1, 3}, 2, out);
        assertThat(out).containsExactly(-1, 0, -1, 1);
        assertThat(numbers.size()).isEqualTo(2);
    }

    @Test
    void nullHasItsOwnNumber() {
        var numbers = new KeyNumbers(100);
        assertThat(numbers.numberOf(0)).isZero();
        assertThat(numbers.numberOfNull()).isEqualTo(1);
        assertThat(numbers.numberOfNull()).isEqualTo(1);
        assertThat(numbers.isNull(1)).isTrue();
        assertThat(numbers.isNull(0)).isFalse();
    }

    @Test
    void tooManyGroupsAreAnErrorThatSaysSo() {
        var numbers = new KeyNumbers(2);
        numbers.numberOf(1);
        numbers.numberOf(1L << 50);
        assertThat(numbers.numberOf(1L << 50)).isEqualTo(1);
        assertThatThrownBy(() -> numbers.numberOf(3))
                .isInstanceOf(QueryStoppedException.class)
                .hasMessage("a query has too many groups for one process: groups=3, limit=2");
        var table = new GroupTable(1, 2);
        table.idOfTuple(new long[] {1, 0}, 0);
        table.idOfTuple(new long[] {2, 0}, 0);
        assertThat(table.idOfTuple(new long[] {1, 0}, 0)).isZero();
        assertThatThrownBy(() -> table.idOfTuple(new long[] {3, 0}, 0))
                .isInstanceOf(QueryStoppedException.class)
                .hasMessage("a query has too many groups for one process: groups=3, limit=2");
        // arrays of ten values a group stay below 2^31
        assertThat(GroupTable.most(10)).isEqualTo(214_748_363);
        assertThat(GroupTable.most(1)).isEqualTo((1 << 29) - 1);
    }
}
