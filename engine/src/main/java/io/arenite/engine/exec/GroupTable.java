package io.arenite.engine.exec;

import io.arenite.engine.QueryStoppedException;
import java.util.Arrays;

/// Numbers tuples of group keys densely from 0, in order of appearance. A tuple is its values as int64 and, last, a
/// bitmap of which are null.
final class GroupTable {
    /// So that places, twice as many, stay below 2^30.
    private static final int MOST_GROUPS = (1 << 29) - 1;

    private static final int MOST_IN_ARRAY = Integer.MAX_VALUE - 8;

    private final int width;
    private final int most;
    private long[] keys;
    private int size;
    private int[] places = new int[64];

    /// @param most groups that there may be, see [#most]
    GroupTable(int keyCount, int most) {
        this.width = keyCount + 1;
        this.most = most;
        keys = new long[Math.min(16, most) * width];
    }

    /// How many groups there may be where an array holds so many values of each.
    static int most(int valuesOfGroup) {
        return Math.min(MOST_GROUPS, MOST_IN_ARRAY / valuesOfGroup);
    }

    /// Fails where there is no room for a group more.
    static void checkRoom(int groups, int most) {
        if (groups >= most) {
            throw new QueryStoppedException(
                    "a query has too many groups for one process: groups=%d, limit=%d".formatted(groups + 1L, most));
        }
    }

    /// The length to grow an array of `values` of each group to, when it holds `groups`.
    static int grown(int groups, int values, int most) {
        return (int) Math.min(2L * groups, most) * values;
    }

    int size() {
        return size;
    }

    /// Values in a tuple, the null bitmap included.
    int width() {
        return width;
    }

    long key(int id, int part) {
        return keys[id * width + part];
    }

    long[] keys() {
        return keys;
    }

    /// The number of the tuple at `tuple[at]`.
    int idOfTuple(long[] tuple, int at) {
        int mask = places.length - 1;
        int place = hash(tuple, at) & mask;
        while (places[place] != 0) {
            int id = places[place] - 1;
            if (Arrays.equals(keys, id * width, id * width + width, tuple, at, at + width)) {
                return id;
            }
            place = place + 1 & mask;
        }
        return insert(tuple, at, place);
    }

    private int insert(long[] tuple, int at, int place) {
        checkRoom(size, most);
        if ((size + 1) * width > keys.length) {
            keys = Arrays.copyOf(keys, grown(size, width, most));
        }
        int id = size++;
        System.arraycopy(tuple, at, keys, id * width, width);
        places[place] = size;
        if (size * 2 > places.length) {
            rehash();
        }
        return id;
    }

    private void rehash() {
        places = new int[places.length * 2];
        int mask = places.length - 1;
        for (int id = 0; id < size; id++) {
            int place = hash(keys, id * width) & mask;
            while (places[place] != 0) {
                place = place + 1 & mask;
            }
            places[place] = id + 1;
        }
    }

    private int hash(long[] tuple, int at) {
        long hash = 0;
        for (int i = at; i < at + width; i++) {
            hash = (hash ^ tuple[i]) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 32;
        }
        return (int) (hash ^ hash >>> 15);
    }
}
