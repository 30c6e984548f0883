package io.arenite.partitions;

/// One time bucket of one key, as a snapshot lists it: what can be said of it without touching its rows.
public sealed interface PartitionRef permits Partition {
    /// Inclusive.
    long bucketStartNs();

    /// Exclusive, but `Long.MAX_VALUE` where the bucket has no end.
    long bucketEndNs();

    /// The key's code in the database's [SymbolDictionary]; -1 in a table without a key.
    int keyCode();

    /// Its rows in that snapshot, which has to be one that lists this partition.
    long rowCount(TableSnapshot snapshot);
}
