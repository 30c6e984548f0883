package io.arenite.partitions.log;

import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.file.CorruptFileException;
import io.arenite.arena.file.FileLayer;
import io.arenite.arena.file.OpenFile;
import io.arenite.arena.file.StorageException;
import java.nio.file.Path;
import java.util.function.Consumer;

/// A file of records of which each is on disk before the next one is written: the manifest of a table, the
/// symbols of a database. One thread's at a time.
///
/// A mark is a record that nobody relies on and that says that those before it are on disk: damage to the
/// last of them is then damage, and not taken for what a crash has left of a write.
///
/// A write that fails is cut back, and may be tried again. After a sync that failed nobody knows what is on
/// disk: the file takes no more records until it is opened anew.
final class RecordFile implements AutoCloseable {
    private final OpenFile file;
    private final RecordBuffer buffer;
    private long position;
    private long nextSequence;
    /// All before are on disk; a mark is not, until the record behind it is.
    private long durable;
    /// Null while the file takes records.
    private RuntimeException failure;

    private final CutTail cutTail;

    private RecordFile(OpenFile file, RecordBuffer buffer, End end) {
        this.file = file;
        this.buffer = buffer;
        this.position = end.position;
        this.nextSequence = end.nextSequence;
        this.durable = end.nextSequence;
        this.cutTail = end.cutTail;
    }

    /// Where the records of a file end.
    ///
    /// @param lastPosition where the last record begins
    /// @param cutTail null where nothing is behind them, or zeros
    record End(long lastPosition, long position, long nextSequence, long fileBytes, CutTail cutTail) {}

    /// A new, empty file. Its name is on disk after a sync of the directory.
    static RecordFile create(FileLayer files, Path path, RecordBuffer buffer) {
        return new RecordFile(files.create(path), buffer, new End(0, 0, 1, 0, null));
    }

    /// Reads all records of a file and goes on behind them; what a crash has left behind the last is cut
    /// off.
    ///
    /// @throws CorruptFileException where a record is broken behind which there are others
    static RecordFile open(
            FileLayer files, Path path, MemoryPool pool, MemoryAccount account, Consumer<PayloadReader> record) {
        OpenFile file = files.openForWriting(path);
        try {
            End end = read(file, pool, account, record);
            if (end.fileBytes > end.position) {
                file.truncate(end.position);
            }
            // Those before were on disk before the last one was written.
            Rewrite.inPlace(file, end.lastPosition, end.position);
            file.sync();
            return new RecordFile(file, new RecordBuffer(pool, account), end);
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /// Reads all records and changes nothing. An unfinished one at the end is not there yet.
    static End read(
            FileLayer files, Path path, MemoryPool pool, MemoryAccount account, Consumer<PayloadReader> record) {
        try (OpenFile file = files.openForReading(path)) {
            return read(file, pool, account, record);
        }
    }

    private static End read(OpenFile file, MemoryPool pool, MemoryAccount account, Consumer<PayloadReader> record) {
        try (RecordReader reader = new RecordReader(pool, account)) {
            reader.open(file, 0, 1);
            long last = 0;
            while (reader.next()) {
                if (!reader.isMark()) {
                    record.accept(reader.payload());
                }
                last = reader.offset();
            }
            if (reader.fault() == null) {
                return new End(last, reader.position(), reader.expectedSequence(), reader.fileBytes(), null);
            }
            if (reader.hasProofOfLoss(reader.expectedSequence())) {
                throw new CorruptFileException(reader.fault(), file.path(), reader.position(), "");
            }
            CutTail cut =
                    new CutTail(file.path(), reader.position(), reader.fileBytes() - reader.position(), reader.fault());
            return new End(last, reader.position(), reader.expectedSequence(), reader.fileBytes(), cut);
        }
    }

    /// Empty, to be filled for the next [#append].
    RecordBuffer begin() {
        requireWhole();
        return buffer.begin();
    }

    /// Writes the record in the buffer; on disk when it returns.
    void append() {
        write();
        sync();
    }

    /// Writes the record in the buffer, for a sync later.
    void write() {
        requireWhole();
        try {
            buffer.write(file, position, nextSequence, durable);
        } catch (StorageException e) {
            cutBack(e);
            throw e;
        }
        position += buffer.frameBytes();
        nextSequence++;
        buffer.shrink();
    }

    void sync() {
        requireWhole();
        try {
            file.sync();
        } catch (StorageException e) {
            failure = e;
            throw e;
        }
        durable = nextSequence;
    }

    /// Says that all records before are on disk, for whoever reads them; is not synced itself.
    void mark() {
        requireWhole();
        RecordReader.writeMark(buffer.begin());
        try {
            write();
        } catch (StorageException e) {
            // What it would say is true all the same; where the disk is full the next record says so.
            System.getLogger(RecordFile.class.getPackageName())
                    .log(System.Logger.Level.DEBUG, "no mark behind the last record: " + e.getMessage());
        }
    }

    private void cutBack(StorageException cause) {
        try {
            file.truncate(position);
        } catch (StorageException e) {
            failure = cause;
            cause.addSuppressed(e);
        }
    }

    private void requireWhole() {
        if (failure != null) {
            throw new IllegalStateException(
                    "file failed and takes no more records until it is opened anew: file=" + file.path() + ", reason="
                            + failure.getMessage(),
                    failure);
        }
    }

    /// Takes no more records.
    void fail(RuntimeException reason) {
        failure = reason;
    }

    /// What was cut off when the file was opened; null if nothing.
    CutTail cutTail() {
        return cutTail;
    }

    long sizeBytes() {
        return position;
    }

    /// What was appended is on disk already.
    @Override
    public void close() {
        buffer.close();
        file.close();
    }
}
