package io.arenite.engine.exec;

import java.util.Arrays;

/// Numbers the values of one group key densely from 0, in order of appearance. Small integers, codes of
/// symbols and booleans go through a table by value, everything else through a hash table; null has a number
/// of its own.
final class KeyNumbers {
    /// What goes through the table by value: int16, uint16 and codes up to that.
    private static final int LOWEST_DIRECT = -(1 << 15);

    private static final int HIGHEST_DIRECT = (1 << 16) - 1;
    private static final int DIRECT_STEP = 256;
    private static final int NONE = -1;

    private final int most;
    private long[] values = new long[16];
    private int size;
    private int nullNumber = NONE;

    /// Number + 1 by value, from `directBase` on; a power of two in length.
    private int[] direct = new int[DIRECT_STEP];

    private int directBase;

    /// Open addressing: the value at each place, and its number + 1.
    private long[] hashed = new long[0];

    private int[] hashedNumber = new int[0];
    private int hashedCount;

    /// @param most numbers that there may be
    KeyNumbers(int most) {
        this.most = most;
    }

    int size() {
        return size;
    }

    long value(int number) {
        return values[number];
    }

    boolean isNull(int number) {
        return number == nullNumber;
    }

    void clear() {
        size = 0;
        nullNumber = NONE;
        hashedCount = 0;
        Arrays.fill(direct, 0);
        Arrays.fill(hashedNumber, 0);
    }

    /// Writes the numbers of the keys of `count` rows to `out`, by row: new ones in the order of `rows`.
    void number(long[] keys, int[] rows, int count, int[] out) {
        int i = 0;
        while (i < count) {
            i = hashedCount == 0 ? throughTable(keys, rows, i, count, out) : throughHash(keys, rows, i, count, out);
            if (i < count) {
                out[rows[i]] = numberOf(keys[rows[i]]);
                i++;
            }
        }
    }

    /// The same for rows `[0, count)`. Nearly always all keys have numbers in the table, which a loop without
    /// branches finds out as it goes.
    void numberAll(long[] keys, int count, int[] out) {
        if (hashedCount > 0 || !isDirect(keys, count) || !throughTable(keys, count, out)) {
            number(keys, RowMask.EVERY_ROW, count, out);
        }
    }

    private boolean isDirect(long[] keys, int count) {
        long base = directBase;
        long any = 0;
        for (int i = 0; i < count; i++) {
            any |= keys[i] - base;
        }
        return any >= 0 && any < direct.length;
    }

    /// @return whether all keys had numbers
    private boolean throughTable(long[] keys, int count, int[] out) {
        int[] table = direct;
        int mask = table.length - 1;
        int base = directBase;
        int any = 0;
        for (int i = 0; i < count; i++) {
            int number = table[(int) keys[i] - base & mask] - 1;
            out[i] = number;
            any |= number;
        }
        return any >= 0;
    }

    /// Goes on to the first row whose key is not in the table.
    private int throughTable(long[] keys, int[] rows, int from, int count, int[] out) {
        int[] table = direct;
        long base = directBase;
        for (int i = from; i < count; i++) {
            int row = rows[i];
            long place = keys[row] - base;
            int number = place >= 0 && place < table.length ? table[(int) place] : 0;
            if (number == 0) {
                return i;
            }
            out[row] = number - 1;
        }
        return count;
    }

    /// Goes on to the first row whose key is new.
    private int throughHash(long[] keys, int[] rows, int from, int count, int[] out) {
        long[] table = hashed;
        int[] numbers = hashedNumber;
        int mask = table.length - 1;
        for (int i = from; i < count; i++) {
            int row = rows[i];
            long key = keys[row];
            int place = hash(key) & mask;
            while (numbers[place] != 0 && table[place] != key) {
                place = place + 1 & mask;
            }
            if (numbers[place] == 0) {
                return i;
            }
            out[row] = numbers[place] - 1;
        }
        return count;
    }

    int numberOfNull() {
        if (nullNumber == NONE) {
            nullNumber = add(0);
        }
        return nullNumber;
    }

    /// The number of a value, a new one if it has none.
    int numberOf(long key) {
        if (key >= LOWEST_DIRECT && key <= HIGHEST_DIRECT) {
            int place = directPlace((int) key);
            if (direct[place] == 0) {
                direct[place] = add(key) + 1;
            }
            return direct[place] - 1;
        }
        if (hashedCount * 2 >= hashed.length) {
            rehash();
        }
        int mask = hashed.length - 1;
        int place = hash(key) & mask;
        while (hashedNumber[place] != 0 && hashed[place] != key) {
            place = place + 1 & mask;
        }
        if (hashedNumber[place] == 0) {
            hashedNumber[place] = add(key) + 1;
            hashed[place] = key;
            hashedCount++;
        }
        return hashedNumber[place] - 1;
    }

    private int directPlace(int key) {
        if (key < directBase || key >= directBase + direct.length) {
            int base = Math.min(directBase, key & -DIRECT_STEP);
            int end = Math.max(directBase + direct.length, (key | DIRECT_STEP - 1) + 1);
            int[] wider = new int[Integer.highestOneBit(end - base - 1) * 2];
            System.arraycopy(direct, 0, wider, directBase - base, direct.length);
            direct = wider;
            directBase = base;
        }
        return key - directBase;
    }

    private int add(long value) {
        GroupTable.checkRoom(size, most);
        if (size == values.length) {
            values = Arrays.copyOf(values, GroupTable.grown(size, 1, most));
        }
        values[size] = value;
        return size++;
    }

    private void rehash() {
        long[] oldKeys = hashed;
        int[] oldNumbers = hashedNumber;
        hashed = new long[Math.max(64, Math.multiplyExact(oldKeys.length, 2))];
        hashedNumber = new int[hashed.length];
        int mask = hashed.length - 1;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldNumbers[i] != 0) {
                int place = hash(oldKeys[i]) & mask;
                while (hashedNumber[place] != 0) {
                    place = place + 1 & mask;
                }
                hashed[place] = oldKeys[i];
                hashedNumber[place] = oldNumbers[i];
            }
        }
    }

    private static int hash(long key) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        return (int) (mixed ^ mixed >>> 32);
    }
}
