package io.arenite.partitions;

/// Whether something was used since somebody asked last: a hint, so nobody waits for anybody. Whoever uses it
/// often reads a line that nobody writes.
final class UseBit {
    private boolean used;

    void set() {
        if (!used) {
            used = true;
        }
    }

    /// Whether it was set; it is not any more.
    boolean clear() {
        boolean was = used;
        if (was) {
            used = false;
        }
        return was;
    }
}
