package io.arenite.partitions;

import java.util.ArrayList;
import java.util.List;

/// Who may write to a table, whether it is writing, and what waits for the end of that. Guarded by the
/// table's lock.
final class WriterGate {
    private final String table;
    private final List<Runnable> waiting = new ArrayList<>();
    private Object owner;
    private boolean inTransaction;

    WriterGate(String table) {
        this.table = table;
    }

    void own(Object candidate) {
        if (owner != null) {
            throw new IllegalStateException("table already has a writer: table=" + table);
        }
        owner = candidate;
    }

    /// @return whether it was the owner
    boolean disown(Object candidate) {
        boolean owned = candidate.equals(owner);
        owner = owned ? null : owner;
        return owned;
    }

    boolean isOwned() {
        return owner != null;
    }

    void begin() {
        inTransaction = true;
    }

    void end() {
        inTransaction = false;
    }

    boolean isInTransaction() {
        return inTransaction;
    }

    void await(Runnable action) {
        waiting.add(action);
    }

    void runWaiting() {
        if (!waiting.isEmpty()) {
            List<Runnable> actions = List.copyOf(waiting);
            waiting.clear();
            actions.forEach(Runnable::run);
        }
    }
}
