package io.arenite.partitions;

/// Is told each state of a table that readers can see, in their order: after a commit, and after
/// partitions were dropped. Called by the thread that published it, under the table's lock: it must be
/// quick, wait for nobody and not throw.
@FunctionalInterface
public interface CommitListener {
    /// @param commit the number of the commit
    /// @param rows the table's rows as of that commit
    void committed(long commit, long rows);
}
