package io.arenite.partitions.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.arena.LeakCheck;
import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryOptions;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.file.CorruptFileException;
import io.arenite.arena.file.StorageException;
import io.arenite.partitions.SymbolDictionary;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SymbolsFileTest {
    private final FailingFiles files = new FailingFiles();
    private final MemoryPool pool = MemoryPool.onDemand(MemoryOptions.defaults());
    private final MemoryAccount account = pool.account("symbols");

    @TempDir
    private Path folder;

    @AfterEach
    void nothingLeaks() {
        pool.close();
        LeakCheck.assertNoLeaks();
    }

    @Test
    void symbolsKeepTheirCodes() {
        Path path = folder.resolve("symbols");
        SymbolDictionary written = new SymbolDictionary();
        IntStream.range(0, 1000).forEach(i -> written.intern("S" + i));
        try (SymbolsFile file = SymbolsFile.create(files, path, pool, account)) {
            file.require(codes(3, 900), written::symbol);
            file.require(codes(3, 900), written::symbol);
            files.failing.add("write");
            assertThatThrownBy(() -> file.require(codes(4), written::symbol)).isInstanceOf(StorageException.class);
            file.require(codes(3, 4), written::symbol);
        }
        assertThat(files.calls.stream().filter("sync symbols"::equals)).hasSize(2);

        SymbolDictionary read = new SymbolDictionary();
        try (SymbolsFile file = SymbolsFile.open(files, path, pool, account, read::restore)) {
            assertThat(read.code("S3")).isEqualTo(3);
            assertThat(read.code("S4")).isEqualTo(4);
            assertThat(read.code("S900")).isEqualTo(900);
            assertThat(read.code("S5")).isEqualTo(-1);
            assertThat(read.intern("new")).as("a gap").isZero();
            file.require(codes(0, 900), read::symbol);
        }
        SymbolDictionary again = new SymbolDictionary();
        SymbolsFile.read(files, path, pool, account, again::restore);
        assertThat(again.symbol(0)).isEqualTo("new");
    }

    @Test
    void aCodeWithTwoTextsIsDamage() {
        Path path = folder.resolve("symbols");
        try (SymbolsFile file = SymbolsFile.create(files, path, pool, account)) {
            file.require(codes(1), code -> "A");
            file.require(codes(2), code -> "A");
        }
        SymbolDictionary read = new SymbolDictionary();
        assertThatThrownBy(() -> SymbolsFile.read(files, path, pool, account, read::restore))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("symbol cannot be restored: file=" + path + ", offset=64, code=2, reason=");
    }

    private static BitSet codes(int... codes) {
        return IntStream.of(codes).collect(BitSet::new, BitSet::set, BitSet::or);
    }
}
