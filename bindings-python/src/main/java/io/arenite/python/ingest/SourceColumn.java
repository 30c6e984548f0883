package io.arenite.python.ingest;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/// Where a column lies in Python's memory, as Python describes it in twelve int64:
///
///     | kind | values | first row | nulls | null bits | first bit | data | data size | width |
///     dictionary | rows | 0 |
///
/// @param kind how the values lie
/// @param values the address of the values, offsets, views or codes
/// @param firstRow rows of them to pass over
/// @param nullKind how nulls are told, a number of [NullBits]
/// @param nulls the address of what tells them
/// @param firstNull bits or bytes of that to pass over
/// @param data texts: the address of their bytes; views: of the addresses of their buffers
/// @param dataSize texts: how many bytes; views: how many buffers
/// @param width bytes of a value of UCS4, FIXED_BYTES and DICTIONARY
/// @param dictionary the address of the words of the dictionary's column
/// @param dictionaryRows how many values that has
record SourceColumn(
        SourceKind kind,
        long values,
        long firstRow,
        int nullKind,
        long nulls,
        long firstNull,
        long data,
        long dataSize,
        int width,
        long dictionary,
        long dictionaryRows) {
    static final int WORDS = 12;

    static SourceColumn read(MemorySegment words, long at) {
        return new SourceColumn(
                SourceKind.of(word(words, at, 0)),
                word(words, at, 1),
                word(words, at, 2),
                Math.toIntExact(word(words, at, 3)),
                word(words, at, 4),
                word(words, at, 5),
                word(words, at, 6),
                word(words, at, 7),
                Math.toIntExact(word(words, at, 8)),
                word(words, at, 9),
                word(words, at, 10));
    }

    private static long word(MemorySegment words, long at, int index) {
        return words.get(JAVA_LONG, at + index * 8L);
    }

    /// The dictionary's column.
    SourceColumn dictionaryColumn() {
        return read(ForeignMemory.at(dictionary, WORDS * 8L), 0);
    }
}
