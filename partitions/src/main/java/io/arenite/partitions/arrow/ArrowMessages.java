package io.arenite.partitions.arrow;

/// Where the messages of a file are.
interface ArrowMessages {

    int batchCount();

    /// A record batch, inside the file.
    ArrowBlock batch(int index);

    int dictionaryCount();

    /// A dictionary batch, inside the file.
    ArrowBlock dictionary(int index);

    /// How many of the dictionary batches count for a record batch.
    int dictionariesOf(int batch);

    /// Whether a dictionary may be defined again.
    boolean replacesDictionaries();
}
