package io.arenite.arena.file;

import io.arenite.arena.Arena;
import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.os.ErrorNumber;
import io.arenite.arena.os.FileCalls;
import io.arenite.arena.os.SystemCallException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;

/// A file descriptor. Closing waits for the calls under way: the kernel gives the number to the next file at once, and
/// a write must never reach that one.
final class SystemFile implements OpenFile {

    /// How much of a Java array is copied out of or into the heap at a time.
    private static final int BUFFER_BYTES = 1 << 20;

    private final Path path;
    private final int descriptor;
    private final ReentrantReadWriteLock closing = new ReentrantReadWriteLock();

    /// Guarded by `closing`.
    private boolean closed;

    SystemFile(Path path, int descriptor) {
        this.path = path;
        this.descriptor = descriptor;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public long sizeBytes() {
        long size = whileOpen(() -> FileCalls.sizeBytes(descriptor));
        SystemFiles.require("size", path, "", size);
        return size;
    }

    @Override
    public long read(long position, MemorySegment into) {
        if (into.isReadOnly()) {
            throw new IllegalArgumentException("read into read-only memory: file=" + path);
        }
        return into.isNative() ? readNative(position, into) : readHeap(position, into);
    }

    @Override
    public void write(long position, MemorySegment bytes) {
        if (bytes.isNative()) {
            writeNative(position, bytes);
        } else {
            writeHeap(position, bytes);
        }
    }

    @Override
    public void sync() {
        SystemFiles.require("sync", path, "", whileOpen(() -> FileCalls.syncData(descriptor)));
    }

    @Override
    public void truncate(long sizeBytes) {
        long result = whileOpen(() -> FileCalls.truncate(descriptor, sizeBytes));
        SystemFiles.require("truncate", path, ", size=" + sizeBytes, result);
    }

    @Override
    public Arena map(MemoryPool pool, String name, MemoryAccount account, long zeroBytes) {
        Lock open = closing.readLock();
        open.lock();
        try {
            requireOpen();
            long sizeBytes = FileCalls.sizeBytes(descriptor);
            SystemFiles.require("size", path, "", sizeBytes);
            return map(pool, name, account, sizeBytes, zeroBytes);
        } finally {
            open.unlock();
        }
    }

    @Override
    public void close() {
        long result;
        closing.writeLock().lock();
        try {
            requireOpen();
            closed = true;
            result = FileCalls.close(descriptor);
        } finally {
            closing.writeLock().unlock();
        }
        SystemFiles.require("close", path, "", result);
    }

    @Override
    public String toString() {
        return "SystemFile[path=" + path + "]";
    }

    /// The result of `flock`.
    long lock() {
        return whileOpen(() -> FileCalls.lock(descriptor));
    }

    private long readNative(long position, MemorySegment into) {
        long done = 0;
        while (done < into.byteSize()) {
            long at = done;
            long count = whileOpen(() -> FileCalls.read(descriptor, position + at, into.asSlice(at)));
            SystemFiles.require("read", path, where(position, into), count);
            if (count == 0) {
                break;
            }
            done += count;
        }
        return done;
    }

    private long readHeap(long position, MemorySegment into) {
        try (java.lang.foreign.Arena arena = java.lang.foreign.Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(Math.max(1, Math.min(BUFFER_BYTES, into.byteSize())));
            long done = 0;
            while (done < into.byteSize()) {
                long wanted = Math.min(buffer.byteSize(), into.byteSize() - done);
                long count = readNative(position + done, buffer.asSlice(0, wanted));
                MemorySegment.copy(buffer, 0, into, done, count);
                done += count;
                if (count < wanted) {
                    break;
                }
            }
            return done;
        }
    }

    private void writeNative(long position, MemorySegment bytes) {
        long done = 0;
        while (done < bytes.byteSize()) {
            long at = done;
            long count = whileOpen(() -> FileCalls.write(descriptor, position + at, bytes.asSlice(at)));
            SystemFiles.require("write", path, where(position, bytes), count);
            if (count == 0) {
                throw SystemFiles.failed("write", path, where(position, bytes), ErrorNumber.EIO);
            }
            done += count;
        }
    }

    private void writeHeap(long position, MemorySegment bytes) {
        try (java.lang.foreign.Arena arena = java.lang.foreign.Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(Math.max(1, Math.min(BUFFER_BYTES, bytes.byteSize())));
            for (long done = 0; done < bytes.byteSize(); done += buffer.byteSize()) {
                long count = Math.min(buffer.byteSize(), bytes.byteSize() - done);
                MemorySegment.copy(bytes, done, buffer, 0, count);
                writeNative(position + done, buffer.asSlice(0, count));
            }
        }
    }

    private Arena map(MemoryPool pool, String name, MemoryAccount account, long sizeBytes, long zeroBytes) {
        try {
            return pool.map(name, descriptor, sizeBytes, zeroBytes, account);
        } catch (SystemCallException e) {
            throw SystemFiles.failed("map", path, ", bytes=" + sizeBytes, e.errno());
        }
    }

    private static String where(long position, MemorySegment bytes) {
        return ", position=" + position + ", bytes=" + bytes.byteSize();
    }

    private long whileOpen(LongSupplier call) {
        Lock open = closing.readLock();
        open.lock();
        try {
            requireOpen();
            return call.getAsLong();
        } finally {
            open.unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("file is closed: file=" + path);
        }
    }
}
