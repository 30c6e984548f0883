package io.arenite.arena.file;

import io.arenite.arena.Arena;
import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.file.SimulatedFiles.Operation;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/// An open file of [SimulatedFiles]. A mapping of it is that of a copy in the system's temporary folder.
final class SimulatedFile implements OpenFile {

    private static final int BAD_DESCRIPTOR = 9;
    private static final int INVALID = 22;
    private static final AtomicLong COPIES = new AtomicLong();

    private final SimulatedFiles files;
    private final Path path;
    private final FileImage image;
    private final boolean writable;
    private boolean closed;

    SimulatedFile(SimulatedFiles files, Path path, FileImage image, boolean writable) {
        this.files = files;
        this.path = path;
        this.image = image;
        this.writable = writable;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public long sizeBytes() {
        synchronized (files) {
            requireOpen();
            files.requireOn(Operation.READ, path);
            return image.sizeBytes();
        }
    }

    @Override
    public long read(long position, MemorySegment into) {
        synchronized (files) {
            requireOpen();
            files.begin(Operation.READ, path);
            return image.read(position, into);
        }
    }

    @Override
    public void write(long position, MemorySegment bytes) {
        synchronized (files) {
            requireOpen();
            if (bytes.byteSize() == 0) {
                return;
            }
            if (!writable) {
                String where = ", position=" + position + ", bytes=" + bytes.byteSize();
                throw SimulatedFiles.failed(Operation.WRITE, path, where, BAD_DESCRIPTOR);
            }
            files.write(path, image, position, bytes);
        }
    }

    @Override
    public void sync() {
        synchronized (files) {
            requireOpen();
            files.sync(path, image);
        }
    }

    @Override
    public void truncate(long sizeBytes) {
        synchronized (files) {
            requireOpen();
            if (!writable) {
                throw SimulatedFiles.failed(Operation.TRUNCATE, path, ", size=" + sizeBytes, INVALID);
            }
            files.truncate(path, image, sizeBytes);
        }
    }

    @Override
    public Arena map(MemoryPool pool, String name, MemoryAccount account, long zeroBytes) {
        byte[] content;
        synchronized (files) {
            requireOpen();
            files.begin(Operation.MAP, path);
            content = image.content();
        }
        String copyName = "arenite-simulated-" + ProcessHandle.current().pid() + "-" + COPIES.incrementAndGet();
        Path copy = Path.of(System.getProperty("java.io.tmpdir"), copyName);
        try (OpenFile file = FileLayer.system().create(copy)) {
            FileLayer.system().delete(copy);
            file.write(0, MemorySegment.ofArray(content));
            return file.map(pool, name, account, zeroBytes);
        }
    }

    @Override
    public void close() {
        synchronized (files) {
            requireOpen();
            closed = true;
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("file is closed: file=" + path);
        }
    }
}
