package io.arenite.partitions.log;

import io.arenite.arena.Arena;
import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.file.FileLayer;
import io.arenite.arena.file.FileLock;
import io.arenite.arena.file.OpenFile;
import io.arenite.arena.file.StorageException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The system's files, of which chosen operations fail: a write writes half of its bytes first. Tells what
/// was called.
final class FailingFiles implements FileLayer {
    private final FileLayer files = FileLayer.system();
    final List<String> calls = new ArrayList<>();
    /// The operations that fail from now on, for any file or for one: each as often as it stands here.
    final List<String> failing = new ArrayList<>();

    /// So many of them pass first.
    int passing;

    /// Called before each call that syncs a directory.
    Runnable beforeDirectorySync = () -> {};

    private void call(String operation, Path path) {
        synchronized (calls) {
            String call = operation + " " + path.getFileName();
            calls.add(call);
            boolean isMeant = failing.contains(operation) || failing.contains(call);
            if (isMeant && passing-- <= 0) {
                passing = 0;
                if (!failing.remove(operation)) {
                    failing.remove(call);
                }
                throw new StorageException(
                        operation + " failed: file=" + path + ", reason=No space left on device",
                        path,
                        StorageException.ENOSPC);
            }
        }
    }

    @Override
    public OpenFile create(Path file) {
        call("create", file);
        return new FailingFile(files.create(file));
    }

    @Override
    public OpenFile openForWriting(Path file) {
        call("open", file);
        return new FailingFile(files.openForWriting(file));
    }

    @Override
    public OpenFile openForReading(Path file) {
        call("open", file);
        return new FailingFile(files.openForReading(file));
    }

    @Override
    public boolean exists(Path path) {
        return files.exists(path);
    }

    @Override
    public List<String> list(Path directory) {
        return files.list(directory);
    }

    @Override
    public void createDirectories(Path directory) {
        files.createDirectories(directory);
    }

    @Override
    public void rename(Path from, Path to) {
        call("rename", from);
        files.rename(from, to);
    }

    @Override
    public void delete(Path path) {
        call("delete", path);
        files.delete(path);
    }

    @Override
    public void syncDirectory(Path directory) {
        beforeDirectorySync.run();
        call("syncDirectory", directory);
        files.syncDirectory(directory);
    }

    @Override
    public FileLock tryLock(Path file) {
        return files.tryLock(file);
    }

    private final class FailingFile implements OpenFile {
        private final OpenFile file;

        FailingFile(OpenFile file) {
            this.file = file;
        }

        @Override
        public Path path() {
            return file.path();
        }

        @Override
        public long sizeBytes() {
            return file.sizeBytes();
        }

        @Override
        public long read(long position, MemorySegment into) {
            return file.read(position, into);
        }

        @Override
        public void write(long position, MemorySegment bytes) {
            try {
                call("write", path());
            } catch (StorageException e) {
                file.write(position, bytes.asSlice(0, bytes.byteSize() / 2));
                throw e;
            }
            file.write(position, bytes);
        }

        @Override
        public void sync() {
            call("sync", path());
            file.sync();
        }

        @Override
        public void truncate(long sizeBytes) {
            call("truncate", path());
            file.truncate(sizeBytes);
        }

        @Override
        public Arena map(MemoryPool pool, String name, MemoryAccount account, long zeroBytes) {
            return file.map(pool, name, account, zeroBytes);
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
