package io.arenite.partitions.log;

import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.file.FileLayer;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.function.IntFunction;

/// The symbols of a database that its manifests and segments rely on: records of (code, text), each on disk
/// before whatever needs it is written. Thread safe.
///
///     | kind, 1 byte: 1 | count | code, text | code, text | ...       numbers and texts as in RecordBuffer
public final class SymbolsFile implements AutoCloseable {
    private static final int SYMBOLS = 1;

    private final RecordFile file;
    private final BitSet written;

    private SymbolsFile(RecordFile file, BitSet written) {
        this.file = file;
        this.written = written;
    }

    /// Takes a symbol that was stored. It may come twice, then with the same text, or the file is damaged.
    public interface Restore {
        /// @throws IllegalArgumentException where the code or the text is taken already
        void restore(int code, String text);
    }

    /// A new, empty file. Its name is on disk after a sync of the directory.
    public static SymbolsFile create(FileLayer files, Path path, MemoryPool pool, MemoryAccount account) {
        return new SymbolsFile(RecordFile.create(files, path, new RecordBuffer(pool, account)), new BitSet());
    }

    /// Reads all symbols and goes on behind them.
    ///
    /// @throws io.arenite.arena.file.CorruptFileException where the file is damaged
    public static SymbolsFile open(
            FileLayer files, Path path, MemoryPool pool, MemoryAccount account, Restore symbols) {
        BitSet written = new BitSet();
        RecordFile file = RecordFile.open(files, path, pool, account, record -> read(record, symbols, written));
        return new SymbolsFile(file, written);
    }

    /// Reads all symbols and changes nothing.
    public static void read(FileLayer files, Path path, MemoryPool pool, MemoryAccount account, Restore symbols) {
        RecordFile.read(files, path, pool, account, record -> read(record, symbols, new BitSet()));
    }

    private static void read(PayloadReader record, Restore symbols, BitSet written) {
        int kind = record.readByte();
        if (kind != SYMBOLS) {
            throw record.newerKind(kind, SYMBOLS);
        }
        int count = record.readCount("symbols");
        for (int i = 0; i < count; i++) {
            int code = record.readSymbol(symbols);
            written.set(code);
        }
    }

    /// What was cut off when the file was opened; null if nothing.
    public CutTail cutTail() {
        return file.cutTail();
    }

    /// After this all these symbols are on disk.
    ///
    /// @throws io.arenite.arena.file.StorageException where the system refuses
    public synchronized void require(BitSet codes, IntFunction<String> textOf) {
        BitSet missing = (BitSet) codes.clone();
        missing.andNot(written);
        if (missing.isEmpty()) {
            return;
        }
        RecordBuffer record = file.begin().writeByte(SYMBOLS).writeNumber(missing.cardinality());
        missing.stream().forEach(code -> record.writeNumber(code).writeText(textOf.apply(code)));
        file.append();
        file.mark();
        written.or(missing);
    }

    @Override
    public synchronized void close() {
        file.close();
    }
}
