package io.arenite.partitions;

import io.arenite.arena.Arena;
import io.arenite.arena.file.CorruptFileException;
import io.arenite.arena.file.OpenFile;
import io.arenite.arena.file.StorageException;
import io.arenite.partitions.arrow.ArrowBatch;
import io.arenite.partitions.arrow.ArrowFile;
import io.arenite.partitions.arrow.ArrowSource;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/// An Arrow file whose record batches are partitions: mapped as a whole when somebody looks at one of them,
/// and unmapped when too many are. Thread safe.
///
/// It lives for as long as a partition version uses it. When the manifest knows it no longer it is
/// *obsolete*, and the last version to go deletes it.
final class SealedFile {
    /// No file has rows that need more zeros behind it than that for the columns that it lacks.
    private static final long LEAST_ZERO_BYTES = 64;

    private final MappedFiles mappedFiles;
    private final Path path;
    private final FieldChoice fields;
    private final boolean isOurs;
    private final UnaryOperator<StorageException> missing;
    /// The same file as the table had it with other columns; null if there is none. Who has a snapshot of
    /// then may still read it.
    private final SealedFile elder;

    private final UseBit use = new UseBit();

    private int users;
    private boolean obsolete;
    private Mapped mapped;

    /// Which field of a file is a column of the table.
    interface FieldChoice {
        /// -1 where the file lacks the column: it is null in every row.
        int field(ArrowFile file, Column column);

        /// What a field's codes are in the database's dictionary; null where they are the same.
        int[] codeMap(ArrowFile file, ArrowBatch batch, int field);

        /// Where the texts of a field become symbols: which ones. Null for other fields.
        default TextCodes.Symbols symbolsOfText(int field) {
            return null;
        }
    }

    /// @param fields by slot of the table; -1 where the file lacks the column
    record Mapped(Arena arena, ArrowSource source, ArrowFile arrow, int[] fields, long zerosOffset) {}

    /// @param isOurs written by a seal, so that it has checksums
    SealedFile(MappedFiles mappedFiles, Path path, FieldChoice fields, boolean isOurs) {
        this(mappedFiles, path, fields, isOurs, null);
    }

    /// @param elder who deletes the file; null: this one does
    SealedFile(MappedFiles mappedFiles, Path path, FieldChoice fields, boolean isOurs, SealedFile elder) {
        this(mappedFiles, path, fields, isOurs, elder, UnaryOperator.identity());
    }

    /// @param missing what to throw where the file is not there
    SealedFile(
            MappedFiles mappedFiles,
            Path path,
            FieldChoice fields,
            boolean isOurs,
            SealedFile elder,
            UnaryOperator<StorageException> missing) {
        this.elder = elder;
        this.missing = missing;
        this.mappedFiles = mappedFiles;
        this.path = path;
        this.fields = fields;
        this.isOurs = isOurs;
    }

    Path path() {
        return path;
    }

    /// Somebody reads its rows.
    void used() {
        use.set();
    }

    /// Another version needs the file.
    synchronized void use() {
        users++;
    }

    /// A version that needed the file has gone.
    void unuse() {
        boolean last;
        synchronized (this) {
            users--;
            last = users == 0;
        }
        if (last) {
            unmap();
            deleteIfObsolete();
        }
    }

    /// The manifest does not know the file any more.
    void makeObsolete() {
        synchronized (this) {
            obsolete = true;
        }
        deleteIfObsolete();
    }

    private void deleteIfObsolete() {
        synchronized (this) {
            if (!obsolete || users > 0) {
                return;
            }
            obsolete = false;
        }
        if (elder != null) {
            elder.makeObsolete();
        } else {
            mappedFiles.delete(path);
        }
    }

    /// A batch of it, pinned by nobody yet.
    OpenBatch open(TableLayout table, int index, long rows) {
        Mapped file = mapped(table);
        ArrowBatch batch = file.arrow.batch(index);
        if (batch.rows() != rows) {
            throw new CorruptFileException(
                    "rows are not those of the manifest",
                    path,
                    batch.block().offset(),
                    ", batch=" + index + ", rows=" + batch.rows() + ", expected=" + rows);
        }
        return new OpenBatch(table, file, batch, fields, mappedFiles, isOurs);
    }

    /// The version that had columns decoded has gone.
    void giveUp(Block decoded) {
        mappedFiles.release(decoded.arena);
    }

    /// The file stays mapped for as long as a lease on one of its blocks is open, or until others push it
    /// out.
    private Mapped mapped(TableLayout table) {
        Mapped seen;
        synchronized (this) {
            if (mapped == null || !mapped.arena.isAlive()) {
                mapped = map(table);
            }
            seen = mapped;
        }
        mappedFiles.mapped(this, use);
        return seen;
    }

    private Mapped map(TableLayout table) {
        try (OpenFile file = openFile()) {
            long size = file.sizeBytes();
            ArrowFile head = ArrowFile.open(file);
            long zeroBytes = zeroBytes(table, head);
            Arena arena = mappedFiles.map(file, path.getFileName().toString(), zeroBytes);
            try {
                ArrowSource source = ArrowSource.mapped(path, arena.segment().asSlice(0, size));
                ArrowFile arrow = isOurs ? ArrowFile.openSealed(source) : ArrowFile.open(source);
                int[] found = new int[table.slotCount];
                for (int slot = 0; slot < found.length; slot++) {
                    found[slot] = fields.field(arrow, table.columnOfSlot(slot));
                }
                return new Mapped(arena, source, arrow, found, BlockLayout.roundUp(size, BlockLayout.LINE_BYTES));
            } catch (RuntimeException | Error e) {
                arena.release();
                throw e;
            }
        }
    }

    private OpenFile openFile() {
        try {
            return mappedFiles.open(path);
        } catch (StorageException e) {
            throw e.errno() == StorageException.ENOENT ? missing.apply(e) : e;
        }
    }

    /// Room for the values of a column that the file lacks, in its largest batch.
    private long zeroBytes(TableLayout table, ArrowFile file) {
        boolean lacks = false;
        for (int slot = 0; slot < table.slotCount; slot++) {
            lacks |= fields.field(file, table.columnOfSlot(slot)) < 0;
        }
        long rows = 0;
        for (int batch = 0; lacks && batch < file.batchCount(); batch++) {
            rows = Math.max(rows, file.batch(batch).rows());
        }
        return LEAST_ZERO_BYTES + BlockLayout.LINE_BYTES + (rows + 1) * Long.BYTES;
    }

    /// 0 while it is not mapped.
    synchronized long mappedBytes() {
        return mapped == null || !mapped.arena.isAlive() ? 0 : mapped.source.sizeBytes();
    }

    /// Gives the mapping up; who has a lease on it keeps it.
    void unmap() {
        Mapped gone;
        synchronized (this) {
            gone = mapped;
            mapped = null;
        }
        // also where it is noted as mapped and is not: it would stay the oldest of all
        mappedFiles.forget(this);
        if (gone != null) {
            gone.arena.release();
            mappedFiles.unmapped(gone.arena);
        }
    }

    @Override
    public String toString() {
        return "SealedFile[" + path + "]";
    }
}
