package io.arenite.engine.exec;

import java.util.Arrays;

/// Numbers tuples of group keys densely from 0, in order of appearance. A tuple is its values as int64 and, last, a
/// bitmap of which are null.
final class GroupTable {
    private static final int DIRECT = 1 << 16;

    private final int width;
    private long[] keys;
    private int size;
    private int[] places = new int[64];
    /// For one small key that is not null: id + 1 by value.
    private int[] direct = new int[0];

    GroupTable(int keyCount) {
        width = keyCount + 1;
        keys = new long[16 * width];
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

    void clear() {
        size = 0;
        Arrays.fill(places, 0);
        Arrays.fill(direct, 0);
    }

    /// The number of a single key that is not null.
    int idOf(long key) {
        if (key < 0 || key >= DIRECT) {
            return idOfTuple(new long[] {key, 0}, 0);
        }
        if (key >= direct.length) {
            direct = Arrays.copyOf(direct, Math.max(256, Integer.highestOneBit((int) key) * 2));
        }
        int id = direct[(int) key] - 1;
        if (id < 0) {
            id = idOfTuple(new long[] {key, 0}, 0);
            direct[(int) key] = id + 1;
        }
        return id;
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
        int id = size++;
        if (size * width > keys.length) {
            keys = Arrays.copyOf(keys, keys.length * 2);
        }
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
