package io.arenite.partitions.log;

import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.file.CorruptFileException;
import io.arenite.arena.file.FileLayer;
import io.arenite.arena.file.OpenFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// Reads the files of a log in order and repairs its end.
///
/// The records of all files are one chain of sequences. Where it breaks, a crash has left an unfinished
/// record, a loss of power took records that were not synced, or the disk lost some that were. It is the
/// last where any record behind the break says that what is missing was on disk when that record was
/// written.
final class LogRecovery {
    private final FileLayer files;
    private final Path directory;
    private final DamagePolicy policy;
    private final RecordReader reader;
    private final List<Long> firstSequences = new ArrayList<>();

    final List<LogFile> found = new ArrayList<>();
    private final List<CutTail> cut = new ArrayList<>();
    private long nextSequence = 1;
    private long records;
    /// Those of which no later one says that they were on disk.
    private final ArrayDeque<Place> doubtful = new ArrayDeque<>();

    private record Place(LogFile file, long offset, long sequence) {}

    private LogRecovery(FileLayer files, Path directory, DamagePolicy policy, RecordReader reader) {
        this.files = files;
        this.directory = directory;
        this.policy = policy;
        this.reader = reader;
        for (String name : files.list(directory)) {
            long first = LogFile.firstSequence(name);
            if (first >= 0) {
                firstSequences.add(first);
            }
        }
    }

    /// Reads everything, then cuts off what is behind the last good record.
    ///
    /// @throws CorruptFileException where the disk has lost records and the policy does not allow to go on
    static LogRecovery run(
            FileLayer files,
            Path directory,
            DamagePolicy policy,
            MemoryPool pool,
            MemoryAccount account,
            LogReader records) {
        try (RecordReader reader = new RecordReader(pool, account)) {
            LogRecovery recovery = new LogRecovery(files, directory, policy, reader);
            recovery.readAll(records);
            recovery.doubtful.descendingIterator().forEachRemaining(place -> place.file.doubtfulFrom = place.offset);
            return recovery;
        }
    }

    long nextSequence() {
        return nextSequence;
    }

    LogReport report() {
        return new LogReport(
                records, found.stream().mapToLong(each -> each.sizeBytes).sum(), cut);
    }

    private void readAll(LogReader consumer) {
        for (int i = 0; i < firstSequences.size(); i++) {
            long first = firstSequences.get(i);
            if (i > 0 && first != nextSequence) {
                Path path = LogFile.path(directory, first);
                endAt(i, "records are missing before this file", path, 0, hasProofOfLoss(i));
                return;
            }
            if (!readFile(i, first, consumer)) {
                return;
            }
        }
    }

    /// @return false where the chain ends in this file
    private boolean readFile(int place, long first, LogReader consumer) {
        Path path = LogFile.path(directory, first);
        LogFile log = new LogFile(path, first, null);
        boolean isBroken;
        boolean isProven;
        boolean goesOn;
        try (OpenFile file = files.openForReading(path)) {
            reader.open(file, 0, first);
            while (reader.next()) {
                consumer.read(reader.payload(), log::touch);
                records++;
                note(log);
            }
            nextSequence = reader.expectedSequence();
            log.sizeBytes = reader.position();
            isBroken = reader.fault() != null;
            goesOn = place + 1 < firstSequences.size() && firstSequences.get(place + 1) == nextSequence;
            isProven = isBroken && !goesOn && reader.hasProofOfLoss(nextSequence);
        }
        if (log.sizeBytes > 0) {
            found.add(log);
        }
        if (isBroken && goesOn) {
            cutOff(path, log.sizeBytes, reader.fileBytes() - log.sizeBytes, reader.fault());
        } else if (isBroken) {
            endAt(place + 1, reader.fault(), path, log.sizeBytes, isProven || hasProofOfLoss(place + 1));
            return false;
        } else if (log.sizeBytes == 0) {
            files.delete(path);
        } else if (reader.fileBytes() > log.sizeBytes) {
            truncate(path, log.sizeBytes);
        }
        return true;
    }

    private void note(LogFile log) {
        doubtful.add(new Place(log, reader.offset(), reader.sequence()));
        while (doubtful.peek().sequence < reader.durable()) {
            doubtful.remove();
        }
    }

    /// Whether any record of the files from there on proves that the next one of the chain was on disk.
    private boolean hasProofOfLoss(int place) {
        for (long first : firstSequences.subList(place, firstSequences.size())) {
            try (OpenFile file = files.openForReading(LogFile.path(directory, first))) {
                reader.open(file, 0, first);
                if (reader.hasProofOfLoss(nextSequence)) {
                    return true;
                }
            }
        }
        return false;
    }

    /// The chain ends at that offset of a file; the files from `place` on are behind it. They go before the
    /// tail of the file is cut off: a crash between the two finds the same break again.
    private void endAt(int place, String fault, Path path, long offset, boolean isDamage) {
        if (isDamage && policy == DamagePolicy.REFUSE) {
            throw new CorruptFileException(fault, path, offset, ", sequence=" + nextSequence);
        }
        List<CutTail> behind = new ArrayList<>();
        for (int i = firstSequences.size() - 1; i >= place; i--) {
            Path later = LogFile.path(directory, firstSequences.get(i));
            behind.addFirst(new CutTail(later, 0, sizeOf(later), "record " + nextSequence + " is missing"));
            if (isDamage) {
                files.rename(later, damaged(later));
            } else {
                files.delete(later);
            }
        }
        files.syncDirectory(directory);
        if (place == 0 || !path.equals(LogFile.path(directory, firstSequences.get(place - 1)))) {
            cut.addAll(behind);
            return;
        }
        if (isDamage) {
            keep(path, offset);
        }
        cutOff(path, offset, sizeOf(path) - offset, fault);
        cut.addAll(behind);
    }

    private void cutOff(Path path, long offset, long bytes, String reason) {
        if (offset == 0) {
            files.delete(path);
            files.syncDirectory(directory);
        } else {
            truncate(path, offset);
        }
        cut.add(new CutTail(path, offset, bytes, reason));
    }

    private void truncate(Path path, long sizeBytes) {
        try (OpenFile file = files.openForWriting(path)) {
            file.truncate(sizeBytes);
            file.sync();
        }
    }

    /// Copies the end of a file that is to be cut off.
    private void keep(Path path, long offset) {
        Path copy = damaged(path);
        if (files.exists(copy)) {
            files.delete(copy);
        }
        MemorySegment bytes = MemorySegment.ofArray(new byte[1 << 16]);
        try (OpenFile from = files.openForReading(path);
                OpenFile to = files.create(copy)) {
            long at = offset;
            for (long count = from.read(at, bytes); count > 0; count = from.read(at, bytes)) {
                to.write(at - offset, bytes.asSlice(0, count));
                at += count;
            }
            to.sync();
        }
        files.syncDirectory(directory);
    }

    private static Path damaged(Path path) {
        return path.resolveSibling(path.getFileName() + ".damaged");
    }

    private long sizeOf(Path path) {
        try (OpenFile file = files.openForReading(path)) {
            return file.sizeBytes();
        }
    }
}
