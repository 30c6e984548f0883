package io.arenite.arena.os;

/// `errno(3)` of Linux x86-64, with the texts of the C library: they are the same whatever the locale, and need no
/// second native function.
public final class ErrorNumber {

    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int EAGAIN = 11;
    public static final int EEXIST = 17;
    public static final int ENOTDIR = 20;
    public static final int EISDIR = 21;
    public static final int ENOSPC = 28;

    private ErrorNumber() {}

    /// As `strerror` says it; `errno 133` for a rare one.
    public static String text(int errno) {
        return switch (errno) {
            case 1 -> "Operation not permitted";
            case ENOENT -> "No such file or directory";
            case EINTR -> "Interrupted system call";
            case EIO -> "Input/output error";
            case 6 -> "No such device or address";
            case 9 -> "Bad file descriptor";
            case EAGAIN -> "Resource temporarily unavailable";
            case 12 -> "Cannot allocate memory";
            case 13 -> "Permission denied";
            case 14 -> "Bad address";
            case 16 -> "Device or resource busy";
            case EEXIST -> "File exists";
            case 18 -> "Invalid cross-device link";
            case 19 -> "No such device";
            case ENOTDIR -> "Not a directory";
            case EISDIR -> "Is a directory";
            case 22 -> "Invalid argument";
            case 23 -> "Too many open files in system";
            case 24 -> "Too many open files";
            case 26 -> "Text file busy";
            case 27 -> "File too large";
            case ENOSPC -> "No space left on device";
            case 30 -> "Read-only file system";
            case 31 -> "Too many links";
            case 36 -> "File name too long";
            case 37 -> "No locks available";
            case 38 -> "Function not implemented";
            case 39 -> "Directory not empty";
            case 40 -> "Too many levels of symbolic links";
            case 75 -> "Value too large for defined data type";
            case 95 -> "Operation not supported";
            case 116 -> "Stale file handle";
            case 117 -> "Structure needs cleaning";
            case 122 -> "Disk quota exceeded";
            default -> "errno " + errno;
        };
    }
}
