package io.arenite.arena.os;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

/// The calls that files need. Each returns what the kernel does: a result of zero or more, or the `errno` negated
/// ([ErrorNumber] has names and texts); one that a signal interrupts is made again. What Java knows as an interrupt of
/// a thread is no signal and changes nothing here.
///
/// Segments are native ones.
public final class FileCalls {

    /// For reading only.
    public static final int READ = 0;

    public static final int READ_WRITE = 2;
    /// With [#READ_WRITE]: made where it does not exist.
    public static final int CREATE = 0x40;
    /// With [#CREATE]: refused where it exists.
    public static final int EXCLUSIVE = 0x80;
    /// With [#READ]: refused where it is no directory.
    public static final int DIRECTORY = 0x1_0000;

    // Linux x86-64, as in asm/unistd_64.h and asm-generic/fcntl.h.
    private static final long SYS_OPEN = 2;
    private static final long SYS_CLOSE = 3;
    private static final long SYS_LSEEK = 8;
    private static final long SYS_PREAD64 = 17;
    private static final long SYS_PWRITE64 = 18;
    private static final long SYS_ACCESS = 21;
    private static final long SYS_FLOCK = 73;
    private static final long SYS_FSYNC = 74;
    private static final long SYS_FDATASYNC = 75;
    private static final long SYS_FTRUNCATE = 77;
    private static final long SYS_RENAME = 82;
    private static final long SYS_MKDIR = 83;
    private static final long SYS_RMDIR = 84;
    private static final long SYS_UNLINK = 87;
    private static final long SYS_GETDENTS64 = 217;

    private static final int O_CLOEXEC = 0x8_0000;
    private static final int SEEK_END = 2;
    private static final int LOCK_EXCLUSIVE_NOW = 2 | 4;

    private static final int FILE_MODE = 0666;
    private static final int DIRECTORY_MODE = 0777;

    // struct linux_dirent64: inode int64, offset int64, length of this entry uint16, type uint8, name and a zero byte.
    private static final long ENTRY_LENGTH = 16;
    private static final long ENTRY_NAME = 19;
    private static final int ENTRIES_BYTES = 32 << 10;

    /// That of names of files, which the JVM takes from the locale.
    private static final Charset NAMES = charsetOfNames();

    private FileCalls() {}

    /// The descriptor; child processes do not inherit it.
    public static long open(Path path, int flags) {
        return withPath(path, address -> call(SYS_OPEN, address, flags | O_CLOEXEC, FILE_MODE, 0));
    }

    /// Made once: after a signal the descriptor is gone too, and may be somebody else's.
    public static long close(int descriptor) {
        long result = SystemCall.invoke(SYS_CLOSE, descriptor, 0, 0, 0, 0);
        return result == -ErrorNumber.EINTR ? 0 : result;
    }

    public static long sizeBytes(int descriptor) {
        return call(SYS_LSEEK, descriptor, 0, SEEK_END, 0);
    }

    /// The bytes read, which may be fewer; 0 at the end of the file.
    public static long read(int descriptor, long position, MemorySegment into) {
        return transfer(SYS_PREAD64, descriptor, position, into);
    }

    /// The bytes written, which may be fewer.
    public static long write(int descriptor, long position, MemorySegment bytes) {
        return transfer(SYS_PWRITE64, descriptor, position, bytes);
    }

    /// Data, and what is needed to read it back.
    public static long syncData(int descriptor) {
        return call(SYS_FDATASYNC, descriptor, 0, 0, 0);
    }

    /// All of it; also of a directory.
    public static long sync(int descriptor) {
        return call(SYS_FSYNC, descriptor, 0, 0, 0);
    }

    public static long truncate(int descriptor, long sizeBytes) {
        return call(SYS_FTRUNCATE, descriptor, sizeBytes, 0, 0);
    }

    /// The exclusive lock, or [ErrorNumber#EAGAIN] at once.
    public static long lock(int descriptor) {
        return call(SYS_FLOCK, descriptor, LOCK_EXCLUSIVE_NOW, 0, 0);
    }

    public static long exists(Path path) {
        return withPath(path, address -> call(SYS_ACCESS, address, 0, 0, 0));
    }

    public static long makeDirectory(Path path) {
        return withPath(path, address -> call(SYS_MKDIR, address, DIRECTORY_MODE, 0, 0));
    }

    public static long rename(Path from, Path to) {
        return withPath(from, old -> withPath(to, next -> call(SYS_RENAME, old, next, 0, 0)));
    }

    /// A file or an empty directory.
    public static long delete(Path path) {
        return withPath(path, address -> {
            long result = call(SYS_UNLINK, address, 0, 0, 0);
            return result == -ErrorNumber.EISDIR ? call(SYS_RMDIR, address, 0, 0, 0) : result;
        });
    }

    /// Adds the names in a directory, without `.` and `..`, in any order.
    public static long list(int descriptor, List<String> names) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment entries = arena.allocate(ENTRIES_BYTES, Long.BYTES);
            while (true) {
                long length = call(SYS_GETDENTS64, descriptor, entries.address(), ENTRIES_BYTES, 0);
                if (length <= 0) {
                    return length;
                }
                names.addAll(namesIn(entries.asSlice(0, length)));
            }
        }
    }

    private static List<String> namesIn(MemorySegment entries) {
        List<String> names = new ArrayList<>();
        for (long at = 0; at < entries.byteSize(); ) {
            int length = Short.toUnsignedInt(entries.get(ValueLayout.JAVA_SHORT_UNALIGNED, at + ENTRY_LENGTH));
            String name = entries.asSlice(at, length).getString(ENTRY_NAME, NAMES);
            if (!name.equals(".") && !name.equals("..")) {
                names.add(name);
            }
            at += length;
        }
        return names;
    }

    private static long transfer(long number, int descriptor, long position, MemorySegment bytes) {
        try {
            return call(number, descriptor, bytes.address(), bytes.byteSize(), position);
        } finally {
            Reference.reachabilityFence(bytes);
        }
    }

    private static long call(long number, long first, long second, long third, long fourth) {
        long result;
        do {
            result = SystemCall.invoke(number, first, second, third, fourth, 0);
        } while (result == -ErrorNumber.EINTR);
        return result;
    }

    private static long withPath(Path path, LongUnaryOperator use) {
        try (Arena arena = Arena.ofConfined()) {
            return use.applyAsLong(arena.allocateFrom(path.toString(), NAMES).address());
        }
    }

    private static Charset charsetOfNames() {
        String name = System.getProperty("sun.jnu.encoding");
        return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
    }
}
