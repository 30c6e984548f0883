package io.arenite.arena.file;

import io.arenite.arena.os.Platform;
import java.nio.file.Path;
import java.util.List;

/// Everything that a durable database does with files. Thread safe. Nothing is on disk before [OpenFile#sync] and, for
/// names, [#syncDirectory] have returned; every failure is a [StorageException] that names the file and the kernel's
/// reason.
public interface FileLayer {

    /// The files of this machine.
    ///
    /// @throws io.arenite.arena.PlatformNotSupportedException on anything but Linux x86-64
    static FileLayer system() {
        Platform.requireSupported();
        return SystemFiles.INSTANCE;
    }

    /// A new, empty file for reading and writing.
    ///
    /// @throws StorageException also where it exists
    OpenFile create(Path file);

    /// An existing file for reading and writing.
    OpenFile openForWriting(Path file);

    /// An existing file for reading only.
    OpenFile openForReading(Path file);

    boolean exists(Path path);

    /// The names in a directory, sorted.
    List<String> list(Path directory);

    /// With its parents, which are synced; does nothing where it exists.
    void createDirectories(Path directory);

    /// Atomically, in place of a file that has the name. On disk after [#syncDirectory].
    void rename(Path from, Path to);

    /// A file or an empty directory.
    void delete(Path path);

    /// Brings the names in a directory to disk: of files created, renamed and deleted in it.
    void syncDirectory(Path directory);

    /// Takes the exclusive lock on a file, made where it does not exist; null where another process, or this one, has
    /// it. The lock goes with [FileLock#close] or with the process.
    FileLock tryLock(Path file);
}
