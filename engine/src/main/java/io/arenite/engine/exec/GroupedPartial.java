package io.arenite.engine.exec;

/// Partial results by group: the tuples of keys (see [GroupTable]) and the slots of each.
record GroupedPartial(int groups, long[] keys, long[] slots) {
    static final GroupedPartial NONE = new GroupedPartial(0, new long[0], new long[0]);

    long sizeBytes() {
        return 8L * (keys.length + slots.length);
    }
}
