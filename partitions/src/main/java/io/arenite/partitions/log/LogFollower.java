package io.arenite.partitions.log;

import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.file.CorruptFileException;
import io.arenite.arena.file.FileLayer;
import io.arenite.arena.file.OpenFile;
import io.arenite.arena.file.StorageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads a log that another process writes, and at each [#refresh] what has come since. Changes nothing.
/// One thread's at a time.
///
/// The writer deletes files whose rows are in segments. So whoever follows reads the manifest first, then
/// the log, then the manifest again: where it has changed, both are to be read anew.
public final class LogFollower implements AutoCloseable {
    private final FileLayer files;
    private final Path directory;
    private final RecordReader reader;

    /// The file that was read last; -1 at first.
    private long firstSequence = -1;

    /// Where its next record begins, and that record's sequence.
    private long position;

    private long nextSequence;

    public LogFollower(FileLayer files, Path directory, MemoryPool pool, MemoryAccount account) {
        this.files = files;
        this.directory = directory;
        this.reader = new RecordReader(pool, account);
    }

    /// Reads the records that are complete and have not been read yet.
    ///
    /// @return false where records that were not read are gone, or some that were read: begin anew with
    ///     another follower
    /// @throws CorruptFileException where a record is broken behind which there are others
    public boolean refresh(LogReader records) {
        // The list comes first: what it names was made when all records before were written.
        List<Long> sequences = list();
        if (firstSequence >= 0 && !sequences.contains(firstSequence)) {
            return sequences.isEmpty() || goOn(sequences.getFirst()) && read(sequences, records);
        }
        sequences.removeIf(first -> first < firstSequence);
        if (firstSequence < 0 && !sequences.isEmpty()) {
            begin(sequences.getFirst());
        }
        return read(sequences, records);
    }

    private List<Long> list() {
        List<Long> sequences = new ArrayList<>();
        for (String name : files.list(directory)) {
            long first = LogFile.firstSequence(name);
            if (first >= 0) {
                sequences.add(first);
            }
        }
        return sequences;
    }

    private void begin(long first) {
        firstSequence = first;
        nextSequence = first;
        position = 0;
    }

    /// With a file that follows the records so far.
    private boolean goOn(long first) {
        if (first != nextSequence) {
            return false;
        }
        begin(first);
        return true;
    }

    private boolean read(List<Long> sequences, LogReader records) {
        for (int i = 0; i < sequences.size(); i++) {
            boolean isLast = i + 1 == sequences.size();
            if (i > 0 && !goOn(sequences.get(i))) {
                throw new CorruptFileException(
                        "records are missing before this file",
                        LogFile.path(directory, sequences.get(i)),
                        0,
                        ", sequence=" + nextSequence);
            }
            long until = isLast ? Long.MAX_VALUE : sequences.get(i + 1);
            if (!readFile(records, until)) {
                return false;
            }
        }
        return true;
    }

    private boolean readFile(LogReader records, long until) {
        try (OpenFile file = files.openForReading(LogFile.path(directory, firstSequence))) {
            reader.open(file, position, nextSequence);
            if (reader.fileBytes() < position) {
                return false;
            }
            while (nextSequence < until && hasNext(file)) {
                nextSequence = reader.expectedSequence();
                position = reader.position();
                records.read(reader.payload(), (bucketStartNs, commit) -> {});
            }
            return true;
        } catch (StorageException e) {
            if (e.errno() == StorageException.ENOENT) {
                return false;
            }
            throw e;
        }
    }

    /// What is broken although a later record says that it was on disk may have been half written when it
    /// was looked at: the second look tells.
    private boolean hasNext(OpenFile file) {
        if (reader.next()) {
            return true;
        }
        if (reader.fault() == null || !reader.hasProofOfLoss(nextSequence)) {
            return false;
        }
        reader.open(file, position, nextSequence);
        if (reader.next()) {
            return true;
        }
        if (reader.fault() != null && reader.hasProofOfLoss(nextSequence)) {
            throw new CorruptFileException(reader.fault(), file.path(), position, "");
        }
        return false;
    }

    @Override
    public void close() {
        reader.close();
    }
}
