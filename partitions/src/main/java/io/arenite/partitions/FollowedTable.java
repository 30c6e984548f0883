package io.arenite.partitions;

import io.arenite.arena.file.StorageException;
import io.arenite.partitions.log.LogFollower;
import io.arenite.partitions.log.Manifest;
import io.arenite.partitions.log.ManifestEdit;
import io.arenite.partitions.log.ManifestSchema;
import io.arenite.partitions.log.ManifestState;
import io.arenite.partitions.log.SegmentPartition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// A table that another process writes, as of the last [#refresh]: its sealed files, mapped, and its log's
/// rows, in memory of this process.
///
/// The manifest is read before the log and after it: where it has changed meanwhile, or the log has lost
/// what was not read, all is read anew. So a refresh shows one state of the table.
final class FollowedTable implements Durability {
    private static final int MOST_ATTEMPTS = 20;

    private final DatabaseFiles database;
    private final Path directory;
    private final Storage storage;
    private final ManifestSchema stored;
    /// Null in a directory that was made before tables had one.
    private final String identity;
    private final StoredSchema schema;
    private final TableStore store;

    /// By the file's name.
    private Map<String, Segment> segments = new HashMap<>();
    private Known known;
    private LogFollower follower;
    private long replayedCommit;

    private record Segment(SealedFile file, List<Partition> partitions) {}

    /// What a manifest says that matters to rows.
    private record Known(List<ManifestEdit.SegmentAdded> segments, Map<Long, Long> drops) {
        static Known of(ManifestState state) {
            return new Known(List.copyOf(state.segments()), new TreeMap<>(state.drops()));
        }
    }

    private FollowedTable(DatabaseFiles database, Path directory, Storage storage, ManifestState state) {
        this.database = database;
        this.directory = directory;
        this.storage = storage;
        this.stored = state.schema();
        this.identity = state.options().get(DatabaseFiles.IDENTITY);
        this.schema = StoredSchema.of(stored);
        this.store = new TableStore(
                storage,
                state.table(),
                schema.schema(),
                PartitionBy.valueOf(state.partitionBy()),
                storage.symbols(),
                this);
    }

    /// Null where the table is dropped, or not yet whole.
    static FollowedTable open(DatabaseFiles database, Path directory, Storage storage) {
        ManifestState state = readOrNull(database, directory);
        if (state == null || state.isDropped()) {
            return null;
        }
        FollowedTable table = new FollowedTable(database, directory, storage, state);
        table.store.commits().restore(List.of(), 0);
        try {
            if (table.refresh()) {
                return table;
            }
        } catch (RuntimeException | Error e) {
            table.store.forget();
            throw e;
        }
        table.store.forget();
        return null;
    }

    TableStore store() {
        return store;
    }

    private static ManifestState read(DatabaseFiles database, Path directory) {
        return Manifest.read(database.files(), directory, database.pool(), database.account());
    }

    /// Null where the directory is gone, as that of a dropped table is some day.
    private static ManifestState readOrNull(DatabaseFiles database, Path directory) {
        try {
            return read(database, directory);
        } catch (StorageException e) {
            if (e.errno() == StorageException.ENOENT) {
                return null;
            }
            throw e;
        }
    }

    /// A file that this table's rows are in is not there: the writer has replaced or dropped it, which a
    /// refresh mends, or it is lost.
    private StorageException missing(StorageException e) {
        String name = e.file().getFileName().toString();
        ManifestState state = readOrNull(database, directory);
        if (state != null
                && !state.isDropped()
                && state.segments().stream().anyMatch(segment -> segment.file().equals(name))) {
            return e;
        }
        return new StorageException(
                "sealed file was replaced or dropped by the process that writes, refresh() and take a new snapshot: "
                        + "table=" + store.name() + ", file=" + e.file(),
                e.file(),
                StorageException.ESTALE);
    }

    @Override
    public void refreshTable() {
        storage.refresh(directory);
    }

    /// Shows what is committed now.
    ///
    /// @return false where the table is dropped, or has other columns, or another one has its directory: it
    ///     is to be opened anew
    boolean refresh() {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            ManifestState state = readOrNull(database, directory);
            if (state == null || !isThis(state)) {
                return false;
            }
            database.readSymbols();
            Known next = Known.of(state);
            if (follow(state, next)) {
                return true;
            }
        }
        throw new IllegalStateException("table changes faster than it can be read: table=" + store.name());
    }

    /// A directory's name comes again where processes have ended since the table was dropped.
    private boolean isThis(ManifestState state) {
        return !state.isDropped()
                && state.schema().equals(stored)
                && Objects.equals(identity, state.options().get(DatabaseFiles.IDENTITY));
    }

    /// All that is new becomes visible, or nothing stays of it and the next attempt begins anew.
    private boolean follow(ManifestState state, Known next) {
        boolean isShown = false;
        try {
            Map<String, Segment> opened = segments;
            if (follower == null || !next.equals(known)) {
                opened = startAnew(state);
            }
            if (readLog(state) && next.equals(Known.of(read(database, directory)))) {
                store.commits().publishReplayed(replayedCommit);
                isShown = true;
                known = next;
                segments = opened;
            }
            return isShown;
        } finally {
            if (!isShown) {
                store.commits().rollback();
                closeFollower();
            }
        }
    }

    private Map<String, Segment> startAnew(ManifestState state) {
        closeFollower();
        follower = new LogFollower(
                database.files(), directory.resolve(TableFiles.LOG), database.pool(), database.account());
        Map<String, Segment> next = new HashMap<>();
        List<Partition> partitions = new ArrayList<>();
        for (ManifestEdit.SegmentAdded added : state.segments()) {
            Segment segment = segment(added, segments.get(added.file()));
            next.put(added.file(), segment);
            partitions.addAll(segment.partitions);
        }
        store.commits().startAnew(partitions);
        return next;
    }

    /// With the partitions that are there already, but for those that have rows of the log, which is read
    /// anew.
    private Segment segment(ManifestEdit.SegmentAdded added, Segment before) {
        SealedFile file = before != null
                ? before.file
                : new SealedFile(
                        database.mapped(),
                        directory.resolve(TableFiles.SEGMENTS).resolve(added.file()),
                        schema,
                        true,
                        null,
                        this::missing);
        List<Partition> partitions = new ArrayList<>();
        for (int batch = 0; batch < added.partitions().size(); batch++) {
            Partition known = before == null ? null : before.partitions.get(batch);
            if (known != null && known.sealed != null && known.late == null) {
                partitions.add(known);
            } else {
                SegmentPartition rows = added.partitions().get(batch);
                SealedRun run = new SealedRun(store.layout(), file, batch, rows);
                partitions.add(new Partition(store, added.bucketStartNs(), added.bucketEndNs(), rows.keyCode(), run));
            }
        }
        return new Segment(file, partitions);
    }

    /// @return false where the log has lost what was not read
    private boolean readLog(ManifestState state) {
        CommitReplay replay = new CommitReplay(
                store.layout(), schema.ids(), store.symbols(), state::coveredCommit, store.writer()::append);
        long[] lastCommit = {state.lastCommit()};
        boolean complete = follower.refresh(
                (record, touched) -> lastCommit[0] = Math.max(lastCommit[0], replay.read(record, touched)));
        replayedCommit = lastCommit[0];
        return complete;
    }

    private void closeFollower() {
        if (follower != null) {
            follower.close();
            follower = null;
        }
    }

    /// The files of now, which the writer may replace meanwhile: those that are gone with the manifest's
    /// consent are passed over.
    @Override
    public List<Damage> verify() {
        TableVerifier verifier = new TableVerifier(store.name(), schema);
        Path folder = directory.resolve(TableFiles.SEGMENTS);
        for (ManifestEdit.SegmentAdded segment : read(database, directory).segments()) {
            Path file = folder.resolve(segment.file());
            if (database.files().exists(file)
                    || read(database, directory).segments().contains(segment)) {
                verifier.verify(database.mapped(), file, segment);
            }
        }
        return verifier.damage();
    }

    @Override
    public void requireWritable() {
        throw new IllegalStateException("database is open for reading: table=" + store.name());
    }

    @Override
    public StorageException truncated() {
        return database.mapped().truncated();
    }

    @Override
    public void close() {
        closeFollower();
    }
}
