package io.arenite.partitions;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// What a commit published: one number, the table's row count and the partitions that exist. Counts who holds it: the
/// table while it is the current state, and each snapshot.
///
/// Assumptions:
/// 1. The table publishes a state by a volatile write, with everything that it shows written before, and drops its own
///    reference only after the next state is published.
///
/// Guarantees:
/// 1. [#tryAcquire] adds a reference by compare-and-set, and never to a count of zero: a dead state stays dead.
/// 2. So a reader that gets a reference to the state that it read has a state whose marks and versions are kept; a
///    reader that is refused finds a newer state in the table. Some thread always makes progress.
final class Published {
    private static final VarHandle REFERENCES;

    static {
        try {
            REFERENCES = MethodHandles.lookup().findVarHandle(Published.class, "references", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final long commit;
    final long rowCount;
    final Catalog catalog;
    private volatile int references = 1;

    Published(long commit, long rowCount, Catalog catalog) {
        this.commit = commit;
        this.rowCount = rowCount;
        this.catalog = catalog;
    }

    boolean tryAcquire() {
        int held = references;
        while (held > 0) {
            int seen = (int) REFERENCES.compareAndExchange(this, held, held + 1);
            if (seen == held) {
                return true;
            }
            held = seen;
        }
        return false;
    }

    /// @return whether this was the last reference
    boolean release() {
        int held = (int) REFERENCES.getAndAdd(this, -1);
        if (held <= 0) {
            REFERENCES.getAndAdd(this, 1);
            throw new IllegalStateException("published state released too often: commit=" + commit);
        }
        return held == 1;
    }

    boolean isAlive() {
        return references > 0;
    }
}
