package io.arenite.partitions.log;

/// Takes the records of a log, in their order.
public interface LogReader {

    /// @param record good until it returns
    void read(PayloadReader record, Touched touched);

    /// Told which buckets have rows in the record that no segment covers.
    interface Touched {
        void touch(long bucketStartNs, long commit);
    }
}
