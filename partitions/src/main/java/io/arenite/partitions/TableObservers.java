package io.arenite.partitions;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Who wants to know when a table changes, and when it is gone. Any thread may come and go.
public final class TableObservers {
    private final TableStore table;
    private final List<CommitListener> commitListeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> dropActions = new CopyOnWriteArrayList<>();

    TableObservers(TableStore table) {
        this.table = table;
    }

    /// Tells the listener the current state, then each that follows until the table is dropped or the
    /// listener removed.
    public void addCommitListener(CommitListener listener) {
        table.commits().withState(state -> {
            commitListeners.add(listener);
            if (state != null) {
                listener.committed(state.commit, state.rowCount);
            }
        });
    }

    public void removeCommitListener(CommitListener listener) {
        commitListeners.remove(listener);
    }

    /// Runs an action once the table is dropped; at once where it is already. It must not throw.
    public void whenDropped(Runnable action) {
        dropActions.add(action);
        if (table.isDropped()) {
            runDropActions();
        }
    }

    /// Takes an action back that has not run.
    public void removeDropAction(Runnable action) {
        dropActions.remove(action);
    }

    void tell(Published state) {
        for (CommitListener listener : commitListeners) {
            listener.committed(state.commit, state.rowCount);
        }
    }

    void runDropActions() {
        for (Runnable action : dropActions) {
            if (dropActions.remove(action)) {
                action.run();
            }
        }
    }
}
