package io.arenite.arena.file;

import static io.arenite.arena.os.ErrorNumber.EEXIST;
import static io.arenite.arena.os.ErrorNumber.EIO;
import static io.arenite.arena.os.ErrorNumber.EISDIR;
import static io.arenite.arena.os.ErrorNumber.ENOENT;
import static io.arenite.arena.os.ErrorNumber.ENOSPC;
import static io.arenite.arena.os.ErrorNumber.ENOTDIR;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/// Files in memory that know what of them is on disk: for tests of what a loss of power, a full disk or a
/// failing one leaves behind.
///
/// 1. [#powerLoss], or [#cutPowerAt] in the midst of things, gives what the next start finds: everything that
///    was synced, and any part of what was not: sector by sector of each write, size by size, name by name.
///    This object is switched off: everything it is asked for fails, but files can be closed.
/// 2. [#kill], or [#killAt] in the midst of things, gives what the next process finds: all of it.
/// 3. [#failAt] makes one operation fail, a write after a part of it. A sync that fails loses what it should
///    have brought to disk, though it can still be read.
public final class SimulatedFiles implements FileLayer {

    /// What can fail.
    public enum Operation {
        CREATE,
        OPEN,
        READ,
        WRITE,
        SYNC,
        TRUNCATE,
        MAP,
        RENAME,
        DELETE,
        LIST,
        SYNC_DIRECTORY,
        CREATE_DIRECTORY,
        LOCK;

        String text() {
            return switch (this) {
                case CREATE_DIRECTORY -> "create directory";
                case SYNC_DIRECTORY -> "sync";
                default -> name().toLowerCase(Locale.ROOT);
            };
        }
    }

    private static final int DIRECTORY_NOT_EMPTY = 39;

    private final DirectoryImage root;
    private final Set<FileImage> locked = new HashSet<>();
    private final Random random;
    private long operations;
    private long failAt = -1;
    private Operation failKind;
    private int failErrno;
    private boolean failed;
    private boolean off;
    private long cutAt = -1;
    private Random cutFate;
    private SimulatedFiles afterCut;
    private long limitBytes = Long.MAX_VALUE / 2;

    private SimulatedFiles(DirectoryImage root, long seed) {
        this.root = root;
        this.random = new Random(seed);
    }

    /// An empty disk.
    public static SimulatedFiles create() {
        return new SimulatedFiles(new DirectoryImage(), 1);
    }

    /// What is there after the power is back.
    public synchronized SimulatedFiles powerLoss(Random fate) {
        off = true;
        return new SimulatedFiles(root.after(Fate.random(fate, operations)), fate.nextLong());
    }

    /// Cuts the power in the operation before which there were so many.
    public synchronized void cutPowerAt(long operation, Random fate) {
        cutAt = operation;
        cutFate = fate;
    }

    /// Kills the process in the operation before which there were so many: [#afterCut] has what it leaves.
    public synchronized void killAt(long operation) {
        cutAt = operation;
        cutFate = null;
    }

    /// What is there after the power was cut; null where it was not, yet.
    public synchronized SimulatedFiles afterCut() {
        return afterCut;
    }

    /// What is there after the process was killed.
    public synchronized SimulatedFiles kill() {
        off = true;
        SimulatedFiles next = new SimulatedFiles(root, operations);
        next.operations = operations;
        return next;
    }

    /// How many operations there were.
    public synchronized long operations() {
        return operations;
    }

    /// Makes the operation fail before which there were so many.
    public synchronized void failAt(long operation, int errno) {
        failAt = operation;
        failKind = null;
        failErrno = errno;
        failed = false;
    }

    /// Makes the n-th operation of a kind from now on fail, counted from 0.
    public synchronized void failNext(Operation kind, long nth, int errno) {
        failAt = nth;
        failKind = kind;
        failErrno = errno;
        failed = false;
    }

    /// Whether the operation came that had to fail.
    public synchronized boolean hasFailed() {
        return failed;
    }

    /// How much fits on the disk from now on.
    public synchronized void limit(long bytes) {
        limitBytes = bytes;
    }

    public synchronized long usedBytes() {
        return usedBytes(root);
    }

    public synchronized byte[] content(Path path) {
        return file(Operation.READ, path).content();
    }

    /// Flips bits of a byte, on disk.
    public synchronized void flip(Path path, long position, int bits) {
        file(Operation.READ, path).flip(position, bits);
    }

    @Override
    public synchronized OpenFile create(Path path) {
        begin(Operation.CREATE, path);
        DirectoryImage directory = parent(Operation.CREATE, path);
        if (directory.get(nameOf(path)) != null) {
            throw failed(Operation.CREATE, path, "", EEXIST);
        }
        FileImage image = new FileImage();
        directory.add(operations, nameOf(path), image);
        return new SimulatedFile(this, path, image, true);
    }

    @Override
    public synchronized OpenFile openForWriting(Path path) {
        begin(Operation.OPEN, path);
        return new SimulatedFile(this, path, file(Operation.OPEN, path), true);
    }

    @Override
    public synchronized OpenFile openForReading(Path path) {
        begin(Operation.OPEN, path);
        return new SimulatedFile(this, path, file(Operation.OPEN, path), false);
    }

    @Override
    public synchronized boolean exists(Path path) {
        requireOn(Operation.OPEN, path);
        return find(path) != null;
    }

    @Override
    public synchronized List<String> list(Path directory) {
        begin(Operation.LIST, directory);
        return directory(Operation.LIST, directory).names();
    }

    @Override
    public synchronized void createDirectories(Path path) {
        Image found = find(path);
        if (found instanceof DirectoryImage) {
            return;
        }
        if (path.toAbsolutePath().getParent() != null) {
            createDirectories(path.toAbsolutePath().getParent());
        }
        begin(Operation.CREATE_DIRECTORY, path);
        DirectoryImage directory = parent(Operation.CREATE_DIRECTORY, path);
        if (found != null) {
            throw failed(Operation.CREATE_DIRECTORY, path, "", EEXIST);
        }
        directory.add(operations, nameOf(path), new DirectoryImage());
        begin(Operation.SYNC_DIRECTORY, path);
        directory.sync();
    }

    @Override
    public synchronized void rename(Path from, Path to) {
        begin(Operation.RENAME, from);
        DirectoryImage directory = parent(Operation.RENAME, from);
        if (parent(Operation.RENAME, to) != directory) {
            throw new IllegalArgumentException("rename leaves the directory: file=" + from + ", to=" + to);
        }
        if (directory.get(nameOf(from)) == null) {
            throw failed(Operation.RENAME, from, ", to=" + to, ENOENT);
        }
        directory.rename(operations, nameOf(from), nameOf(to));
    }

    @Override
    public synchronized void delete(Path path) {
        begin(Operation.DELETE, path);
        DirectoryImage directory = parent(Operation.DELETE, path);
        switch (directory.get(nameOf(path))) {
            case null -> throw failed(Operation.DELETE, path, "", ENOENT);
            case DirectoryImage child
            when !child.isEmpty() -> throw failed(Operation.DELETE, path, "", DIRECTORY_NOT_EMPTY);
            case DirectoryImage empty -> directory.remove(operations, nameOf(path));
            case FileImage file -> directory.remove(operations, nameOf(path));
        }
    }

    @Override
    public synchronized void syncDirectory(Path directory) {
        begin(Operation.SYNC_DIRECTORY, directory);
        directory(Operation.SYNC_DIRECTORY, directory).sync();
    }

    @Override
    public synchronized FileLock tryLock(Path path) {
        begin(Operation.LOCK, path);
        DirectoryImage directory = parent(Operation.LOCK, path);
        if (directory.get(nameOf(path)) == null) {
            directory.add(operations, nameOf(path), new FileImage());
        }
        FileImage image = file(Operation.LOCK, path);
        return locked.add(image) ? new Lock(this, image, new SimulatedFile(this, path, image, true)) : null;
    }

    /// Counts an operation, or lets it fail.
    synchronized void begin(Operation operation, Path path) {
        requireOn(operation, path);
        if (isNextToFail(operation)) {
            throw failed(operation, path, "", failErrno);
        }
    }

    /// A write that fails, or for which there is no room, takes place in part.
    synchronized void write(Path path, FileImage image, long position, MemorySegment bytes) {
        requireOn(Operation.WRITE, path);
        long wanted = bytes.byteSize();
        if (operations == cutAt) {
            image.write(operations, position, bytes, wanted);
        }
        boolean fails = isNextToFail(Operation.WRITE);
        long room = image.sizeBytes() + Math.max(0, limitBytes - usedBytes(root)) - position;
        long count = fails ? random.nextLong(wanted + 1) : Math.clamp(room, 0, wanted);
        image.write(operations, position, bytes, count);
        if (fails || count < wanted) {
            String where = ", position=" + position + ", bytes=" + wanted;
            throw failed(Operation.WRITE, path, where, fails ? failErrno : ENOSPC);
        }
    }

    synchronized void truncate(Path path, FileImage image, long sizeBytes) {
        requireOn(Operation.TRUNCATE, path);
        if (isNextToFail(Operation.TRUNCATE)) {
            throw failed(Operation.TRUNCATE, path, ", size=" + sizeBytes, failErrno);
        }
        image.truncate(operations, sizeBytes);
    }

    synchronized void sync(Path path, FileImage image) {
        requireOn(Operation.SYNC, path);
        if (isNextToFail(Operation.SYNC)) {
            if (!off) {
                image.failSync(Fate.any(random));
            }
            throw failed(Operation.SYNC, path, "", failErrno);
        }
        image.sync();
    }

    synchronized void unlock(FileImage image) {
        locked.remove(image);
    }

    void requireOn(Operation operation, Path path) {
        if (off) {
            throw failed(operation, path, "", EIO);
        }
    }

    static StorageException failed(Operation operation, Path path, String details, int errno) {
        return SystemFiles.failed(operation.text(), path, details, errno);
    }

    private boolean isNextToFail(Operation operation) {
        long count = operations++;
        if (count == cutAt) {
            afterCut = cutFate == null ? kill() : powerLoss(cutFate);
            failErrno = EIO;
            return true;
        }
        if (failKind == null) {
            failed |= count == failAt;
            return count == failAt;
        }
        if (operation != failKind || failAt < 0) {
            return false;
        }
        failed |= failAt == 0;
        return failAt-- == 0;
    }

    private FileImage file(Operation operation, Path path) {
        return switch (find(path)) {
            case null -> throw failed(operation, path, "", reasonOfMissing(path));
            case DirectoryImage directory -> throw failed(operation, path, "", EISDIR);
            case FileImage file -> file;
        };
    }

    private DirectoryImage directory(Operation operation, Path path) {
        return switch (find(path)) {
            case null -> throw failed(operation, path, "", reasonOfMissing(path));
            case DirectoryImage directory -> directory;
            case FileImage file -> throw failed(operation, path, "", ENOTDIR);
        };
    }

    private DirectoryImage parent(Operation operation, Path path) {
        return switch (find(path.toAbsolutePath().getParent())) {
            case null -> throw failed(operation, path, "", reasonOfMissing(path));
            case DirectoryImage directory -> directory;
            case FileImage file -> throw failed(operation, path, "", ENOTDIR);
        };
    }

    private Image find(Path path) {
        Image at = root;
        for (Path name : path.toAbsolutePath().normalize()) {
            if (!(at instanceof DirectoryImage directory)) {
                return null;
            }
            at = directory.get(name.toString());
        }
        return at;
    }

    /// Whether there is no such name, or something above it is a file.
    private int reasonOfMissing(Path path) {
        for (Path at = path.toAbsolutePath().getParent(); at != null; at = at.getParent()) {
            if (find(at) instanceof FileImage) {
                return ENOTDIR;
            }
        }
        return ENOENT;
    }

    private static String nameOf(Path path) {
        return path.getFileName().toString();
    }

    private static long usedBytes(DirectoryImage directory) {
        long bytes = 0;
        for (Image image : directory.images()) {
            bytes += switch (image) {
                case FileImage file -> file.sizeBytes();
                case DirectoryImage child -> usedBytes(child);
            };
        }
        return bytes;
    }

    private record Lock(SimulatedFiles files, FileImage image, OpenFile file) implements FileLock {

        @Override
        public void close() {
            file.close();
            files.unlock(image);
        }
    }
}
