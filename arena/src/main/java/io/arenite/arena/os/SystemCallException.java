package io.arenite.arena.os;

/// A system call was refused by the kernel.
public final class SystemCallException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int errno;

    SystemCallException(String call, long bytes, int errno) {
        super("system call failed: call=%s, bytes=%d, errno=%d".formatted(call, bytes, errno));
        this.errno = errno;
    }

    /// The kernel's reason, as in `errno(3)`.
    public int errno() {
        return errno;
    }
}
