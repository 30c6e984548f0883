package io.arenite.arena.file;

import static io.arenite.arena.os.ErrorNumber.EAGAIN;
import static io.arenite.arena.os.ErrorNumber.EEXIST;
import static io.arenite.arena.os.ErrorNumber.ENOENT;
import static io.arenite.arena.os.ErrorNumber.ENOTDIR;

import io.arenite.arena.os.ErrorNumber;
import io.arenite.arena.os.FileCalls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The kernel's files, by its own calls: those of `java.nio` close a file when its thread is interrupted, cannot sync a
/// directory by contract, and do not always say why.
final class SystemFiles implements FileLayer {

    static final SystemFiles INSTANCE = new SystemFiles();

    private SystemFiles() {}

    @Override
    public OpenFile create(Path file) {
        return open("create", file, FileCalls.READ_WRITE | FileCalls.CREATE | FileCalls.EXCLUSIVE);
    }

    @Override
    public OpenFile openForWriting(Path file) {
        return open("open", file, FileCalls.READ_WRITE);
    }

    @Override
    public OpenFile openForReading(Path file) {
        return open("open", file, FileCalls.READ);
    }

    @Override
    public boolean exists(Path path) {
        long result = FileCalls.exists(path);
        if (result == -ENOENT || result == -ENOTDIR) {
            return false;
        }
        require("access", path, "", result);
        return true;
    }

    @Override
    public List<String> list(Path directory) {
        List<String> names = new ArrayList<>();
        inDirectory("list", directory, descriptor -> FileCalls.list(descriptor, names));
        names.sort(null);
        return List.copyOf(names);
    }

    @Override
    public void createDirectories(Path directory) {
        Path parent = directory.toAbsolutePath().getParent();
        long result = FileCalls.makeDirectory(directory);
        if (result == -ENOENT && parent != null) {
            createDirectories(parent);
            result = FileCalls.makeDirectory(directory);
        }
        if (result == -EEXIST && isDirectory(directory)) {
            return;
        }
        require("create directory", directory, "", result);
        syncDirectory(parent);
    }

    @Override
    public void rename(Path from, Path to) {
        require("rename", from, ", to=" + to, FileCalls.rename(from, to));
    }

    @Override
    public void delete(Path path) {
        require("delete", path, "", FileCalls.delete(path));
    }

    @Override
    public void syncDirectory(Path directory) {
        inDirectory("sync", directory, FileCalls::sync);
    }

    @Override
    public FileLock tryLock(Path file) {
        SystemFile opened = open("lock", file, FileCalls.READ_WRITE | FileCalls.CREATE);
        long result = opened.lock();
        if (result < 0) {
            opened.close();
        }
        if (result == -EAGAIN) {
            return null;
        }
        require("lock", file, "", result);
        return new Lock(opened);
    }

    /// Throws where the result is an error.
    ///
    /// @param details what is said between file and reason, beginning with `, `; or empty
    static void require(String operation, Path file, String details, long result) {
        if (result < 0) {
            throw failed(operation, file, details, (int) -result);
        }
    }

    static StorageException failed(String operation, Path file, String details, int errno) {
        String text = operation + " failed: file=" + file + details + ", reason=" + ErrorNumber.text(errno);
        return new StorageException(text, file, errno);
    }

    private static SystemFile open(String operation, Path file, int flags) {
        long descriptor = FileCalls.open(file, flags);
        require(operation, file, "", descriptor);
        return new SystemFile(file, (int) descriptor);
    }

    private static boolean isDirectory(Path path) {
        long descriptor = FileCalls.open(path, FileCalls.READ | FileCalls.DIRECTORY);
        if (descriptor >= 0) {
            require("close", path, "", FileCalls.close((int) descriptor));
        }
        return descriptor >= 0;
    }

    private interface UseOfDirectory {
        long with(int descriptor);
    }

    private static void inDirectory(String operation, Path directory, UseOfDirectory use) {
        long descriptor = FileCalls.open(directory, FileCalls.READ | FileCalls.DIRECTORY);
        require(operation, directory, "", descriptor);
        long result;
        try {
            result = use.with((int) descriptor);
        } finally {
            // Nothing was written through it, so nothing is lost by a close that fails.
            FileCalls.close((int) descriptor);
        }
        require(operation, directory, "", result);
    }

    private record Lock(SystemFile file) implements FileLock {

        @Override
        public void close() {
            file.close();
        }
    }
}
