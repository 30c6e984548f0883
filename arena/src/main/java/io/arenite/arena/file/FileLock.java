package io.arenite.arena.file;

/// An exclusive lock on a file, held until closed.
public interface FileLock extends AutoCloseable {

    /// The locked file, for who holds it to say so in it.
    OpenFile file();

    @Override
    void close();
}
