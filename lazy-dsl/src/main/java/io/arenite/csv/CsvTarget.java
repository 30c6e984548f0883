package io.arenite.csv;

/// Where an import puts its rows: the part of a table's appender that it uses.
interface CsvTarget {

    /// The code of a symbol, a new one where there is none.
    int intern(String symbol);

    /// Copies the rows out of the batch.
    void append(RowBatch batch);

    /// Makes all appended rows visible as a whole.
    void commit();

    /// Drops all rows since the last commit.
    void rollback();
}
