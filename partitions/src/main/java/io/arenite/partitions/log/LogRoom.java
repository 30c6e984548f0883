package io.arenite.partitions.log;

/// Makes room in logs: seals the buckets that keep the oldest file of a log, each of which then is
/// [TableLog#covered]. Where that fails it [refuses][TableLog#refuseRoom].
public interface LogRoom {

    /// The log is full and a commit waits. Returns at once.
    void wanted(TableLog log);
}
