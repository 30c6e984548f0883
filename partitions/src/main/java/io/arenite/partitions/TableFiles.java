package io.arenite.partitions;

import io.arenite.arena.file.FileLayer;
import io.arenite.arena.file.OpenFile;
import io.arenite.arena.file.StorageException;
import io.arenite.partitions.arrow.ArrowCompression;
import io.arenite.partitions.log.Manifest;
import io.arenite.partitions.log.ManifestEdit;
import io.arenite.partitions.log.ManifestState;
import io.arenite.partitions.log.SegmentPartition;
import io.arenite.partitions.log.TableLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A table's directory: its manifest, its log and its sealed files.
///
///     manifest    what there is                log/    commits that no sealed file has
///     segments/   a file for each sealed bucket
///
/// 1. A commit is in the log before it is published.
/// 2. A sealed file holds exactly its bucket's rows of all commits up to one; the manifest knows it only
///    after file and name are on disk; only then are log files deleted whose rows are all in sealed files.
/// 3. One seal at a time; it takes no lock that a commit or a reader waits for while it writes.
final class TableFiles implements Durability {
    static final String SEGMENTS = "segments";
    static final String LOG = "log";
    static final String COMPRESSION = "compression";
    private static final String UNFINISHED = ".new";

    private final DatabaseFiles database;
    private final FileLayer files;
    private final Path directory;
    private final Path segmentsDirectory;
    private final StoredSchema schema;
    private final ArrowCompression compression;
    private final CommitRecord commitRecord;
    private final TableStore store;
    private TableLog log;

    /// Held for the whole of a seal.
    private final Object sealing = new Object();
    /// Guarded by `sealing`.
    private boolean isSealingOver;

    // All guarded by this.
    private final Manifest manifest;
    private final Map<Long, SealedFile> segments = new HashMap<>();
    private final TreeMap<Long, Activity> unsealed = new TreeMap<>();
    private boolean closed;

    /// The last commit that had rows of a bucket, and when that was.
    private record Activity(long commit, long nanoTime) {}

    private TableFiles(DatabaseFiles database, Path directory, Storage storage, Manifest manifest) {
        this.database = database;
        this.files = database.files();
        this.directory = directory;
        this.segmentsDirectory = directory.resolve(SEGMENTS);
        this.manifest = manifest;
        ManifestState state = manifest.state();
        this.schema = StoredSchema.of(state.schema());
        this.compression = ArrowCompression.valueOf(state.options().get(COMPRESSION));
        this.store = new TableStore(
                storage,
                state.table(),
                schema.schema(),
                PartitionBy.valueOf(state.partitionBy()),
                storage.symbols(),
                this);
        this.commitRecord = new CommitRecord(store.layout(), schema.ids());
    }

    /// Makes the directory of a new table.
    static void create(DatabaseFiles database, Path directory, String name, Schema schema, PartitionBy by) {
        FileLayer files = database.files();
        files.createDirectories(directory.resolve(SEGMENTS));
        files.createDirectories(directory.resolve(LOG));
        var created = new ManifestEdit.TableCreated(
                name, StoredSchema.first(schema).stored(), by.name(), database.optionsOfNewTable());
        database.createManifest(directory, created);
    }

    /// A table as its directory has it; null where it was dropped.
    static TableFiles open(DatabaseFiles database, Path directory, Storage storage) {
        return open(database, directory, storage, null);
    }

    /// The same table with the columns that [#changeSchema] has given it. Files of before that the manifest
    /// knows no more stay for as long as there are snapshots that need them.
    TableFiles openAnew(Storage storage) {
        return open(database, directory, storage, segmentsByName());
    }

    private synchronized Map<String, SealedFile> segmentsByName() {
        Map<String, SealedFile> byName = new HashMap<>();
        segments.values().forEach(file -> byName.put(file.path().getFileName().toString(), file));
        return byName;
    }

    /// @param elders the sealed files of a table that was open until now; null where there was none
    private static TableFiles open(
            DatabaseFiles database, Path directory, Storage storage, Map<String, SealedFile> elders) {
        Manifest manifest = database.openManifest(directory);
        if (manifest.state().isDropped()) {
            manifest.close();
            return null;
        }
        TableFiles table;
        try {
            table = new TableFiles(database, directory, storage, manifest);
        } catch (RuntimeException | Error e) {
            manifest.close();
            throw e;
        }
        try {
            table.restore(directory.resolve(LOG), elders);
            return table;
        } catch (RuntimeException | Error e) {
            try {
                // what was read of the log
                table.store.commits().rollback();
            } finally {
                table.store.forget();
            }
            throw e;
        }
    }

    /// The manifest's files, then what only the log has.
    private void restore(Path logDirectory, Map<String, SealedFile> elders) {
        ManifestState state = manifest.state();
        List<Partition> partitions = new ArrayList<>();
        for (ManifestEdit.SegmentAdded segment : state.segments()) {
            SealedFile elder = elders == null ? null : elders.get(segment.file());
            SealedFile file =
                    new SealedFile(database.mapped(), segmentsDirectory.resolve(segment.file()), schema, true, elder);
            segments.put(segment.bucketStartNs(), file);
            int batch = 0;
            for (SegmentPartition rows : segment.partitions()) {
                SealedRun run = new SealedRun(store.layout(), file, batch++, rows);
                partitions.add(
                        new Partition(store, segment.bucketStartNs(), segment.bucketEndNs(), rows.keyCode(), run));
            }
        }
        if (elders == null) {
            deleteOrphans(state);
        }
        store.commits().restore(partitions, state.lastCommit());
        log = openLog(logDirectory, state);
        long now = System.nanoTime();
        for (Partition partition : store.commits().catalog().partitions()) {
            if (partition.sealed == null || partition.late != null) {
                unsealed.put(partition.bucketStartNs(), new Activity(store.commitNumber(), now));
            }
        }
    }

    private TableLog openLog(Path logDirectory, ManifestState state) {
        CommitReplay replay = new CommitReplay(
                store.layout(), schema.ids(), store.symbols(), state::coveredCommit, store.writer()::append);
        long[] lastCommit = {state.lastCommit()};
        TableLog opened = database.openLog(
                logDirectory,
                (record, touched) -> lastCommit[0] = Math.max(lastCommit[0], replay.read(record, touched)));
        store.commits().publishReplayed(lastCommit[0]);
        return opened;
    }

    /// Files that a crash has left before the manifest knew them, or after it knew them no longer.
    private void deleteOrphans(ManifestState state) {
        Set<String> known = new HashSet<>();
        state.segments().forEach(segment -> known.add(segment.file()));
        for (String name : files.list(segmentsDirectory)) {
            if (!known.contains(name)) {
                files.delete(segmentsDirectory.resolve(name));
            }
        }
    }

    TableStore store() {
        return store;
    }

    // Around commits.

    @Override
    public void awaitRoom() {
        if (log.isFull()) {
            // In the thread that needs the room, so that it gets the error where there is none.
            sealAll(false);
            // After a seal of another thread, which deletes what it covers last.
            synchronized (sealing) {
                if (log.isFull()) {
                    throw new IllegalStateException("log is full and nothing is left to seal: table=" + store.name()
                            + ", bytes=" + log.totalBytes());
                }
            }
        }
    }

    @Override
    public void takeBack() {
        log.takeBack();
    }

    @Override
    public void log(long commit, Partition[] dirty, int count) {
        commitRecord.encode(log, dirty, count, store.symbols(), commit);
        log.append(commit);
        long now = System.nanoTime();
        synchronized (this) {
            long last = 0;
            for (int i = 0; i < count; i++) {
                long bucketStartNs = dirty[i].bucketStartNs();
                if (i == 0 || bucketStartNs != last) {
                    unsealed.put(bucketStartNs, new Activity(commit, now));
                }
                last = bucketStartNs;
            }
        }
    }

    @Override
    public void dropBuckets(List<Long> bucketStartsNs, long commit) {
        List<SealedFile> gone = new ArrayList<>();
        database.requireAllSymbols();
        synchronized (this) {
            for (long bucketStartNs : bucketStartsNs) {
                manifest.append(new ManifestEdit.BucketDropped(bucketStartNs, commit));
                SealedFile file = segments.remove(bucketStartNs);
                if (file != null) {
                    gone.add(file);
                }
                unsealed.remove(bucketStartNs);
            }
        }
        gone.forEach(SealedFile::makeObsolete);
        bucketStartsNs.forEach(bucketStartNs -> log.covered(bucketStartNs, commit));
    }

    @Override
    public void dropTable() {
        List<SealedFile> gone;
        database.requireAllSymbols();
        synchronized (this) {
            manifest.append(new ManifestEdit.TableDropped());
            gone = List.copyOf(segments.values());
            segments.clear();
            unsealed.clear();
        }
        gone.forEach(SealedFile::makeObsolete);
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            if (log != null) {
                log.close();
            }
        } finally {
            manifest.close();
        }
    }

    /// Holds off seals, so that the files stay those of the manifest.
    @Override
    public List<Damage> verify() {
        TableVerifier verifier = new TableVerifier(store.name(), schema);
        synchronized (sealing) {
            List<ManifestEdit.SegmentAdded> known;
            synchronized (this) {
                known = List.copyOf(manifest.state().segments());
            }
            for (ManifestEdit.SegmentAdded segment : known) {
                verifier.verify(database.mapped(), segmentsDirectory.resolve(segment.file()), segment);
            }
        }
        return verifier.damage();
    }

    Path directory() {
        return directory;
    }

    StoredSchema schema() {
        return schema;
    }

    /// In force when the table is opened anew. Everything is sealed, and nobody writes.
    synchronized void changeSchema(StoredSchema changed) {
        manifest.append(new ManifestEdit.SchemaChanged(changed.stored()));
    }

    /// Makes a directory with what is committed now. Holds off seals, not commits; whoever drops a bucket
    /// meanwhile may drop it in the copy too.
    void backup(Path target, FileCopy copies) {
        synchronized (sealing) {
            // The snapshot keeps the files of buckets that are dropped meanwhile.
            try (TableSnapshot _ = store.snapshot()) {
                files.createDirectories(target.resolve(SEGMENTS));
                files.createDirectories(target.resolve(LOG));
                List<String> segmentNames;
                synchronized (this) {
                    copies.copy(directory.resolve(Manifest.FILE_NAME), target.resolve(Manifest.FILE_NAME));
                    segmentNames = manifest.state().segments().stream()
                            .map(ManifestEdit.SegmentAdded::file)
                            .toList();
                }
                copyLog(target.resolve(LOG), copies);
                for (String name : segmentNames) {
                    copies.copy(
                            segmentsDirectory.resolve(name),
                            target.resolve(SEGMENTS).resolve(name));
                }
                files.syncDirectory(target.resolve(SEGMENTS));
                files.syncDirectory(target.resolve(LOG));
                files.syncDirectory(target);
            }
        }
    }

    /// Files in the order of their records. A record that is written meanwhile is cut off when the copy is
    /// opened. A file that is gone was deleted because all its rows are dropped, and those of the files
    /// before it were: the copy does without them, too.
    private void copyLog(Path target, FileCopy copies) {
        List<Path> copied = new ArrayList<>();
        for (String name : files.list(directory.resolve(LOG))) {
            try {
                copies.copy(directory.resolve(LOG).resolve(name), target.resolve(name));
                copied.add(target.resolve(name));
            } catch (StorageException e) {
                if (e.errno() != StorageException.ENOENT) {
                    throw e;
                }
                copied.forEach(files::delete);
                copied.clear();
            }
        }
    }

    @Override
    public StorageException truncated() {
        return database.mapped().truncated();
    }

    // Sealing.

    @Override
    public void seal() {
        sealAll(true);
    }

    /// Waits for a seal that is under way; after this there are no more. Not under the table's lock, which a
    /// seal takes at its end.
    void endSealing() {
        synchronized (sealing) {
            isSealingOver = true;
        }
    }

    /// Seals every bucket that has rows which no sealed file has.
    ///
    /// @param newestToo whether the newest bucket leaves memory; otherwise its rows are in both, since more
    ///     will come
    void sealAll(boolean newestToo) {
        List<Long> buckets;
        synchronized (this) {
            buckets = List.copyOf(unsealed.keySet());
        }
        for (long bucketStartNs : buckets) {
            seal(bucketStartNs, newestToo);
        }
    }

    /// Seals buckets that have been quiet: those never sealed, and those with many late rows. The newest
    /// stays.
    void sealQuiet(long quietNanos) {
        long now = System.nanoTime();
        List<Long> due = new ArrayList<>();
        synchronized (this) {
            if (closed || unsealed.isEmpty()) {
                return;
            }
            for (Map.Entry<Long, Activity> bucket : unsealed.entrySet()) {
                if (now - bucket.getValue().nanoTime >= quietNanos
                        && !store.commits().isNewestBucket(bucket.getKey())) {
                    due.add(bucket.getKey());
                }
            }
        }
        for (long bucketStartNs : due) {
            if (store.commits().isWorthSealing(bucketStartNs)) {
                seal(bucketStartNs, false);
            }
        }
    }

    /// Writes the bucket's rows to a file, if the file that it has lacks some.
    private void seal(long bucketStartNs, boolean newestToo) {
        synchronized (sealing) {
            if (isSealingOver) {
                return;
            }
            try (TableSnapshot snapshot = store.snapshot();
                    BucketWriter writer = new BucketWriter(store, snapshot, bucketStartNs, database.pool())) {
                if (writer.first() < writer.end() && isUnsealed(bucketStartNs, snapshot.commitNumber())) {
                    seal(bucketStartNs, snapshot, writer, newestToo);
                }
            }
        }
    }

    /// A commit that is in the log may not be published yet: then the bucket's file has all that the snapshot
    /// has, and another one of the same name must not take its place.
    private synchronized boolean isUnsealed(long bucketStartNs, long commit) {
        return !closed
                && unsealed.containsKey(bucketStartNs)
                && manifest.state().coveredCommit(bucketStartNs) < commit;
    }

    private void seal(long bucketStartNs, TableSnapshot snapshot, BucketWriter writer, boolean newestToo) {
        long commit = snapshot.commitNumber();
        String name = BucketLabel.of(store.partitionBy(), bucketStartNs) + "-" + commit + ".arrow";
        Path path = segmentsDirectory.resolve(name);
        BitSet symbols = writer.symbols();
        database.requireSymbols(symbols);
        log.sync();
        List<SegmentPartition> partitions = writeFile(path, writer, symbols);
        SealedFile file = new SealedFile(database.mapped(), path, schema, true);
        long bucketEndNs = snapshot.partition(writer.first()).bucketEndNs();
        SealedFile before;
        synchronized (this) {
            if (closed
                    || manifest.state().coveredCommit(bucketStartNs) > commit
                    || manifest.state().isDropped()) {
                // Dropped or closed meanwhile.
                files.delete(path);
                return;
            }
            manifest.append(new ManifestEdit.SegmentAdded(bucketStartNs, bucketEndNs, name, commit, partitions));
            before = segments.put(bucketStartNs, file);
            Activity last = unsealed.get(bucketStartNs);
            // What stays in memory too leaves it when the bucket is no longer the newest.
            boolean leavesMemory = newestToo || !store.commits().isNewestBucket(bucketStartNs);
            if (last != null && last.commit <= commit && leavesMemory) {
                unsealed.remove(bucketStartNs);
            }
        }
        SealSwap swap = new SealSwap(store, file, newestToo);
        for (int index = writer.first(); index < writer.end(); index++) {
            int batch = index - writer.first();
            swap.add(batch, (Partition) snapshot.partition(index), commit, partitions.get(batch));
        }
        store.commits().betweenTransactions(swap);
        log.covered(bucketStartNs, commit);
        if (before != null) {
            before.makeObsolete();
        }
    }

    private List<SegmentPartition> writeFile(Path path, BucketWriter writer, BitSet symbols) {
        Path unfinished = path.resolveSibling(path.getFileName() + UNFINISHED);
        if (files.exists(unfinished)) {
            files.delete(unfinished);
        }
        try {
            List<SegmentPartition> partitions;
            try (OpenFile file = files.create(unfinished)) {
                partitions = writer.write(file, schema.ids(), compression, symbols);
                file.sync();
            }
            files.rename(unfinished, path);
            files.syncDirectory(segmentsDirectory);
            return partitions;
        } catch (RuntimeException | Error e) {
            deleteAfter(e, unfinished);
            throw e;
        }
    }

    private void deleteAfter(Throwable failure, Path unfinished) {
        try {
            if (files.exists(unfinished)) {
                files.delete(unfinished);
            }
        } catch (StorageException e) {
            failure.addSuppressed(e);
        }
    }
}
