package io.arenite.partitions;

import io.arenite.arena.Arena;
import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryLimitException;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.file.FileLayer;
import io.arenite.arena.file.OpenFile;
import io.arenite.arena.file.StorageException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// The files of a database that are mapped, and the columns that were decoded out of them: so many at a time,
/// those go first that were not used for long. What goes is only the database's own hold: leases keep what
/// they pin. Thread safe.
///
/// Use is noted by a [UseBit], so that no query waits for another one. Who is first in turn and was used goes
/// to the end with its bit cleared, so that what is used again and again stays.
final class MappedFiles implements AutoCloseable {
    /// A mapping takes one of the 65,530 that the kernel grants a process.
    private static final int MOST_FILES = 8192;

    private final FileLayer files;
    private final MemoryPool pool;
    private final MemoryAccount account;

    private final int mostFiles;

    /// By turn.
    private final SequencedMap<SealedFile, Held> mapped = new LinkedHashMap<>();

    /// By turn.
    private final SequencedMap<Arena, Held> decoded = new LinkedHashMap<>();

    /// @param kept the file that it keeps mapped; null where it keeps none
    private record Held(UseBit use, Arena kept) {}

    MappedFiles(FileLayer files, MemoryPool pool) {
        this(files, pool, MOST_FILES);
    }

    MappedFiles(FileLayer files, MemoryPool pool, int mostFiles) {
        this.files = files;
        this.pool = pool;
        this.mostFiles = mostFiles;
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

    /// The file is mapped.
    ///
    /// @param use set where it is used from now on
    void mapped(SealedFile file, UseBit use) {
        SealedFile unused = null;
        synchronized (this) {
            mapped.putIfAbsent(file, new Held(use, null));
            if (mapped.size() > mostFiles) {
                unused = nextUnused(mapped, file);
            }
        }
        if (unused != null) {
            unused.unmap();
        }
    }

    /// Who is to go; null if there is nobody else. Each gets a second turn once at most, also who is used
    /// all the time.
    private static <T> T nextUnused(SequencedMap<T, Held> turns, T except) {
        for (int left = turns.size(); left > 0; left--) {
            Map.Entry<T, Held> first = turns.firstEntry();
            if (!first.getValue().use.clear() && !first.getKey().equals(except)) {
                return first.getKey();
            }
            turns.putLast(first.getKey(), first.getValue());
        }
        for (T first : turns.keySet()) {
            if (!first.equals(except)) {
                return first;
            }
        }
        return null;
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

    /// Address space for the columns of a batch, charged as it is filled. The caller's until [#hold].
    Arena reserve(String name, long bytes) {
        return pool.allocate(name, bytes, account);
    }

    /// A reserved arena is ours from now on, until others push it out.
    ///
    /// @param use set where it is used from now on
    synchronized void hold(Arena arena, UseBit use) {
        decoded.put(arena, new Held(use, null));
    }

    /// Charges pages of such an arena; lets others go where the limit is reached.
    void commit(Arena arena, long offset, long bytes) {
        while (true) {
            try {
                arena.commit(offset, bytes);
                return;
            } catch (MemoryLimitException e) {
                if (!releaseUnused(arena)) {
                    throw e;
                }
            }
        }
    }

    /// Some columns of the batch are read where the file is mapped: its arena holds a lease on it.
    synchronized void keeps(Arena arena, Arena file) {
        decoded.computeIfPresent(arena, (same, held) -> new Held(held.use, file));
    }

    /// A file was given up: what was decoded out of it and keeps it mapped goes as well.
    void unmapped(Arena file) {
        if (!file.isAlive()) {
            return;
        }
        List<Arena> keeping;
        synchronized (this) {
            keeping = decoded.entrySet().stream()
                    .filter(entry -> entry.getValue().kept == file)
                    .map(Map.Entry::getKey)
                    .toList();
        }
        keeping.forEach(this::release);
    }

    private boolean releaseUnused(Arena except) {
        Arena unused;
        synchronized (this) {
            unused = nextUnused(decoded, except);
            decoded.remove(unused);
        }
        if (unused == null) {
            return false;
        }
        unused.release();
        return true;
    }

    /// Gives an arena up, if it is still ours.
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
        while (releaseUnused(null)) {
            // one after the other
        }
    }
}
