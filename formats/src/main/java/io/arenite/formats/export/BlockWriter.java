package io.arenite.formats.export;

import java.io.IOException;

/// Writes blocks of rows into one file.
public interface BlockWriter extends AutoCloseable {
    void write(RowBlock block) throws IOException;

    /// Writes what ends the file.
    void finish() throws IOException;

    /// Lets the file go, finished or not.
    @Override
    void close() throws IOException;
}
