package io.arenite.partitions;

import io.arenite.arena.Arena;
import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryLimitException;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.file.FileLayer;
import io.arenite.arena.file.OpenFile;
import io.arenite.arena.file.StorageException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The files of a database that are mapped, and the columns that were decoded out of them: so many at a time,
/// the least used go first. What goes is only the database's own hold: leases keep what they pin. Thread
/// safe.
final class MappedFiles implements AutoCloseable {
    /// A mapping takes one of the 65,530 that the kernel grants a process.
    private static final int MOST_FILES = 8192;

    private final FileLayer files;
    private final MemoryPool pool;
    private final MemoryAccount account;

    /// In order of use.
    private final Map<SealedFile, Boolean> mapped = new LinkedHashMap<>(16, 0.75f, true);

    /// In order of use; each with the file that it keeps mapped, or with itself.
    private final Map<Arena, Arena> decoded = new LinkedHashMap<>(16, 0.75f, true);

    MappedFiles(FileLayer files, MemoryPool pool) {
        this.files = files;
        this.pool = pool;
        this.account = pool.account("sealed files");
    }

    OpenFile open(Path path) {
        return files.openForReading(path);
    }

    Arena map(OpenFile file, String name, long zeroBytes) {
        return file.map(pool, name, account, zeroBytes);
    }

    /// Nobody needs the file, and nobody can be told of a failure: the next opening deletes what no manifest
    /// knows.
    void delete(Path path) {
        try {
            files.delete(path);
        } catch (StorageException e) {
            System.getLogger("io.arenite.partitions")
                    .log(System.Logger.Level.WARNING, "file stays until the next opening: file=" + path, e);
        }
    }

    /// The file was used, and is mapped.
    void touched(SealedFile file) {
        SealedFile oldest = null;
        synchronized (this) {
            mapped.put(file, true);
            if (mapped.size() > MOST_FILES) {
                oldest = mapped.keySet().iterator().next();
            }
        }
        if (oldest != null) {
            oldest.unmap();
        }
    }

    /// The file that somebody has cut short, so that a read of its mapping failed; null if none was.
    StorageException truncated() {
        List<SealedFile> known;
        synchronized (this) {
            known = List.copyOf(mapped.keySet());
        }
        for (SealedFile file : known) {
            long mappedBytes = file.mappedBytes();
            long bytes = sizeOf(file.path());
            if (bytes < mappedBytes) {
                return new StorageException(
                        "mapped file is shorter than it was: file=" + file.path() + ", bytes=" + bytes + ", mapped="
                                + mappedBytes,
                        file.path(),
                        StorageException.EIO);
            }
        }
        return null;
    }

    /// Of a file that is gone its mapping is as good as before.
    private long sizeOf(Path path) {
        if (!files.exists(path)) {
            return Long.MAX_VALUE;
        }
        try (OpenFile file = files.openForReading(path)) {
            return file.sizeBytes();
        }
    }

    synchronized void forget(SealedFile file) {
        mapped.remove(file);
    }

    /// Address space for the columns of a batch, charged as it is filled. Ours until others push it out.
    Arena reserve(String name, long bytes) {
        Arena arena = pool.allocate(name, bytes, account);
        synchronized (this) {
            decoded.put(arena, arena);
        }
        return arena;
    }

    /// Charges pages of such an arena; lets others go where the limit is reached.
    void commit(Arena arena, long offset, long bytes) {
        while (true) {
            try {
                arena.commit(offset, bytes);
                synchronized (this) {
                    decoded.computeIfPresent(arena, (same, file) -> file);
                }
                return;
            } catch (MemoryLimitException e) {
                if (!releaseOldest(arena)) {
                    throw e;
                }
            }
        }
    }

    /// Some columns of the batch are read where the file is mapped: its arena holds a lease on it.
    synchronized void keeps(Arena arena, Arena file) {
        decoded.replace(arena, file);
    }

    /// A file was given up: what was decoded out of it and keeps it mapped goes as well.
    void unmapped(Arena file) {
        if (!file.isAlive()) {
            return;
        }
        List<Arena> keeping;
        synchronized (this) {
            keeping = decoded.entrySet().stream()
                    .filter(entry -> entry.getValue() == file)
                    .map(Map.Entry::getKey)
                    .toList();
        }
        keeping.forEach(this::release);
    }

    private boolean releaseOldest(Arena except) {
        Arena oldest = null;
        synchronized (this) {
            for (Iterator<Arena> each = decoded.keySet().iterator(); each.hasNext() && oldest == null; ) {
                Arena candidate = each.next();
                if (candidate != except) {
                    oldest = candidate;
                    each.remove();
                }
            }
        }
        if (oldest == null) {
            return false;
        }
        oldest.release();
        return true;
    }

    /// Gives a reserved arena up, if it is still ours.
    void release(Arena arena) {
        boolean ours;
        synchronized (this) {
            ours = decoded.remove(arena) != null;
        }
        if (ours) {
            arena.release();
        }
    }

    /// Everything that nobody has a lease on goes now.
    @Override
    public void close() {
        while (true) {
            SealedFile next;
            synchronized (this) {
                next = mapped.isEmpty() ? null : mapped.keySet().iterator().next();
            }
            if (next == null) {
                break;
            }
            next.unmap();
            forget(next);
        }
        while (releaseOldest(null)) {
            // one after the other
        }
    }
}
