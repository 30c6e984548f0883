package io.arenite.partitions.log;

import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.file.CorruptFileException;
import io.arenite.arena.file.FileLayer;
import io.arenite.arena.file.StorageException;
import java.nio.file.Path;

/// The file that says what a table is made of: one record an edit, on disk before the edit is in force.
/// When more than half of it is of no more use it is written anew beside, synced and renamed over the old
/// one. One thread's at a time.
public final class Manifest implements AutoCloseable {
    public static final String FILE_NAME = "manifest";

    private static final String NEW_FILE_NAME = "manifest.new";
    private final FileLayer files;
    private final Path directory;
    private final MemoryPool pool;
    private final MemoryAccount account;
    private final ManifestState state = new ManifestState();
    private final long leastBytes;
    private RecordFile file;
    private CutTail cutTail;
    private long records;
    private long logStartsAt;
    /// Compaction waits for the file to become as large.
    private long compactAtBytes;

    private Manifest(FileLayer files, Path directory, long leastBytes, MemoryPool pool, MemoryAccount account) {
        this.files = files;
        this.leastBytes = leastBytes;
        this.compactAtBytes = leastBytes;
        this.directory = directory;
        this.pool = pool;
        this.account = account;
    }

    /// The manifest of a new table in a directory that is there. On disk when it returns, its name too.
    ///
    /// @param leastBytes it is not written anew while it is smaller
    public static Manifest create(
            FileLayer files,
            Path directory,
            long leastBytes,
            MemoryPool pool,
            MemoryAccount account,
            ManifestEdit.TableCreated created) {
        Manifest manifest = new Manifest(files, directory, leastBytes, pool, account);
        manifest.file = RecordFile.create(files, directory.resolve(FILE_NAME), new RecordBuffer(pool, account));
        try {
            manifest.append(created);
            files.syncDirectory(directory);
        } catch (RuntimeException | Error e) {
            manifest.file.close();
            throw e;
        }
        return manifest;
    }

    /// Reads the manifest and goes on behind it; what a crash has left of an edit that was not in force is
    /// cut off.
    ///
    /// @param leastBytes it is not written anew while it is smaller
    /// @throws CorruptFileException where the file is damaged, or of a newer version
    public static Manifest open(
            FileLayer files, Path directory, long leastBytes, MemoryPool pool, MemoryAccount account) {
        Manifest manifest = new Manifest(files, directory, leastBytes, pool, account);
        Path path = directory.resolve(FILE_NAME);
        manifest.file = RecordFile.open(files, path, pool, account, record -> {
            apply(record, manifest.state);
            manifest.records++;
        });
        manifest.cutTail = manifest.file.cutTail();
        try {
            requireCreated(manifest.state, path);
            if (files.exists(directory.resolve(NEW_FILE_NAME))) {
                files.delete(directory.resolve(NEW_FILE_NAME));
            }
            // The process before may have ended between the rename and its sync: edits to come are in this file.
            files.syncDirectory(directory);
        } catch (RuntimeException | Error e) {
            manifest.file.close();
            throw e;
        }
        return manifest;
    }

    /// What the manifest says now; changes nothing.
    public static ManifestState read(FileLayer files, Path directory, MemoryPool pool, MemoryAccount account) {
        ManifestState state = new ManifestState();
        Path path = directory.resolve(FILE_NAME);
        RecordFile.read(files, path, pool, account, record -> apply(record, state));
        requireCreated(state, path);
        return state;
    }

    private static void apply(PayloadReader record, ManifestState state) {
        ManifestEdit edit = ManifestCodec.decode(record);
        try {
            state.requireFits(edit);
        } catch (IllegalArgumentException e) {
            throw record.corrupt("edit does not fit", ", reason=" + e.getMessage());
        }
        state.apply(edit);
    }

    private static void requireCreated(ManifestState state, Path path) {
        if (state.isEmpty()) {
            throw new CorruptFileException("manifest is empty", path, 0, "");
        }
    }

    /// What was cut off when the file was opened; null if nothing.
    public CutTail cutTail() {
        return cutTail;
    }

    /// Changes with every edit.
    public ManifestState state() {
        return state;
    }

    /// In force, and on disk, when it returns.
    ///
    /// @throws IllegalArgumentException where it does not fit to the edits so far
    /// @throws StorageException where the system refuses: the edit is not in force, and where only the sync
    ///     failed it may be so after the next opening
    public void append(ManifestEdit edit) {
        state.requireFits(edit);
        ManifestCodec.encode(edit, file.begin());
        file.append();
        file.mark();
        state.apply(edit);
        records++;
        if (file.sizeBytes() >= compactAtBytes && records > 2L * state.size()) {
            compact();
        }
    }

    /// The log has no commit before that one, so that the next compaction forgets what was dropped before.
    public void logStartsAt(long commit) {
        logStartsAt = commit;
    }

    /// The edit is in force already, so that no failure here is its own. One before the rename changes
    /// nothing, and the next try comes when the file has doubled; after one behind it the manifest takes no
    /// more edits.
    private void compact() {
        Path path = directory.resolve(FILE_NAME);
        Path beside = directory.resolve(NEW_FILE_NAME);
        long kept = 0;
        try {
            if (files.exists(beside)) {
                files.delete(beside);
            }
            try (RecordFile fresh = RecordFile.create(files, beside, new RecordBuffer(pool, account))) {
                for (ManifestEdit edit : state.edits(logStartsAt)) {
                    ManifestCodec.encode(edit, fresh.begin());
                    fresh.write();
                    kept++;
                }
                fresh.sync();
                fresh.mark();
            }
        } catch (StorageException e) {
            compactAtBytes = 2 * file.sizeBytes();
            log(System.Logger.Level.WARNING, "manifest stays as large as it is: " + e.getMessage());
            return;
        }
        RecordFile old = file;
        try {
            files.rename(beside, path);
            files.syncDirectory(directory);
            file = RecordFile.open(files, path, pool, account, record -> {});
        } catch (RuntimeException e) {
            // Which file has the name after a power loss is not known.
            old.fail(e);
            log(System.Logger.Level.ERROR, "manifest takes no more edits: file=" + path + ", reason=" + e.getMessage());
            return;
        }
        records = kept;
        compactAtBytes = Math.max(leastBytes, 2 * file.sizeBytes());
        old.close();
    }

    private static void log(System.Logger.Level level, String text) {
        System.getLogger(Manifest.class.getPackageName()).log(level, text);
    }

    public long sizeBytes() {
        return file.sizeBytes();
    }

    @Override
    public void close() {
        file.close();
    }
}
