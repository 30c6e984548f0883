package io.arenite.arena.file;

import java.nio.file.Path;

/// The system failed at a file: the disk is full, a device has an error, a file is missing. The text names
/// all of it: `write failed: file=/db/a.log, position=4096, bytes=512, reason=No space left on device`.
public final class StorageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// `errno(3)` of the reasons that callers tell apart.
    public static final int ENOENT = 2;

    public static final int EIO = 5;
    public static final int ENOSPC = 28;

    /// Of a file that the process which writes has replaced or deleted since this one looked.
    public static final int ESTALE = 116;

    private final transient Path file;
    private final int errno;

    public StorageException(String message, Path file, int errno) {
        super(message);
        this.file = file;
        this.errno = errno;
    }

    /// The same failure, told by who knows more of what it means.
    public StorageException telling(String more) {
        StorageException told = new StorageException(getMessage() + ", " + more, file, errno);
        told.initCause(this);
        return told;
    }

    public Path file() {
        return file;
    }

    public int errno() {
        return errno;
    }
}
