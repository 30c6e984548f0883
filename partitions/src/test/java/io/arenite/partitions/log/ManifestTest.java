package io.arenite.partitions.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.arena.LeakCheck;
import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryOptions;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.file.CorruptFileException;
import io.arenite.arena.file.StorageException;
import io.arenite.partitions.log.ManifestEdit.BucketDropped;
import io.arenite.partitions.log.ManifestEdit.CommitReached;
import io.arenite.partitions.log.ManifestEdit.OptionsChanged;
import io.arenite.partitions.log.ManifestEdit.SchemaChanged;
import io.arenite.partitions.log.ManifestEdit.SegmentAdded;
import io.arenite.partitions.log.ManifestEdit.TableCreated;
import io.arenite.partitions.log.ManifestEdit.TableDropped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
    private static final ManifestSchema SCHEMA = new ManifestSchema(
            List.of(
                    new ManifestColumn(0, "ts", "timestamp(ns)"),
                    new ManifestColumn(1, "sym", "symbol"),
                    new ManifestColumn(3, "größe", "decimal64(2)")),
            0,
            1,
            4);
    private static final TableCreated CREATED =
            new TableCreated("trades", SCHEMA, "DAY", Map.of("compression", "lz4", "a", ""));
    private static final long LEAST_BYTES = 64 << 10;
    private static final long DAY_NS = 86_400_000_000_000L;

    private final FailingFiles files = new FailingFiles();
    private final MemoryPool pool = MemoryPool.onDemand(MemoryOptions.defaults());
    private final MemoryAccount account = pool.account("manifest");

    @TempDir
    private Path folder;

    @AfterEach
    void nothingLeaks() {
        pool.close();
        LeakCheck.assertNoLeaks();
    }

    @Test
    void saysAfterOpeningWhatItSaidBefore() {
        ManifestSchema wider = new ManifestSchema(List.of(new ManifestColumn(0, "t", "timestamp(ns)")), 0, -1, 9);
        try (Manifest manifest = Manifest.create(files, folder, LEAST_BYTES, pool, account, CREATED)) {
            manifest.append(segment(0, 7, 2));
            manifest.append(segment(1, 8, 1));
            manifest.append(new SegmentAdded(
                    Long.MIN_VALUE,
                    Long.MAX_VALUE,
                    "all-1.arrow",
                    9,
                    List.of(new SegmentPartition(-1, 5, Long.MIN_VALUE, Long.MAX_VALUE))));
            manifest.append(segment(1, 10, 3));
            manifest.append(new BucketDropped(0, 11));
            manifest.append(new SchemaChanged(wider));
            manifest.append(new OptionsChanged(Map.of("retention", "30 days")));
            manifest.append(new CommitReached(20));
            assertSays(manifest.state(), wider);
        }
        assertSays(read(), wider);
        try (Manifest manifest = Manifest.open(files, folder, LEAST_BYTES, pool, account)) {
            assertSays(manifest.state(), wider);
            manifest.append(new TableDropped());
        }
        assertThat(read().isDropped()).isTrue();
    }

    private static void assertSays(ManifestState state, ManifestSchema schema) {
        assertThat(state.table()).isEqualTo("trades");
        assertThat(state.schema()).isEqualTo(schema);
        assertThat(state.partitionBy()).isEqualTo("DAY");
        assertThat(state.options()).isEqualTo(Map.of("retention", "30 days"));
        assertThat(state.segments()).extracting(SegmentAdded::commit).containsExactly(9L, 10L);
        assertThat(state.segment(DAY_NS)).isEqualTo(segment(1, 10, 3));
        assertThat(state.coveredCommit(0)).isEqualTo(11);
        assertThat(state.coveredCommit(DAY_NS)).isEqualTo(10);
        assertThat(state.coveredCommit(5 * DAY_NS)).isZero();
        assertThat(state.lastCommit()).isEqualTo(20);
        assertThat(state.isDropped()).isFalse();
    }

    @Test
    void refusesWhatDoesNotFitBeforeItIsWritten() {
        try (Manifest manifest = Manifest.create(files, folder, LEAST_BYTES, pool, account, CREATED)) {
            manifest.append(segment(0, 7, 2));
            assertThatThrownBy(() -> manifest.append(segment(0, 6, 2)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("edit goes back")
                    .hasMessageContaining("covered commit=7");
            assertThatThrownBy(() -> manifest.append(CREATED)).isInstanceOf(IllegalArgumentException.class);
            manifest.append(segment(0, 7, 1));
        }
        assertThat(read().segment(0)).isEqualTo(segment(0, 7, 1));
    }

    @Test
    void anEditThatFailsIsNotInForce() {
        try (Manifest manifest = Manifest.create(files, folder, LEAST_BYTES, pool, account, CREATED)) {
            files.failing.add("write");
            assertThatThrownBy(() -> manifest.append(segment(0, 7, 2))).isInstanceOf(StorageException.class);
            assertThat(manifest.state().segments()).isEmpty();
            assertThat(read().segments()).isEmpty();
            manifest.append(segment(0, 7, 2));
            assertThat(read().segments()).hasSize(1);
        }
    }

    @Test
    void isWrittenAnewWhenMostOfItIsOfNoUse() throws IOException {
        long largest = 0;
        try (Manifest manifest = Manifest.create(files, folder, LEAST_BYTES, pool, account, CREATED)) {
            for (int commit = 1; commit <= 400; commit++) {
                manifest.append(segment(commit % 3, commit, 40));
                manifest.append(new BucketDropped((commit % 50 + 10) * DAY_NS, commit));
                largest = Math.max(largest, manifest.sizeBytes());
            }
            assertThat(files.calls).contains("rename manifest.new");
            manifest.logStartsAt(10_000);
            int renames = renames();
            for (int commit = 401; renames() == renames; commit++) {
                manifest.append(segment(commit % 3, commit, 40));
            }
            assertThat(manifest.sizeBytes()).isLessThan(3000);
            assertThat(read().lastCommit()).isEqualTo(manifest.state().lastCommit());
        }
        assertThat(largest).isLessThan(128 * 1024);
        ManifestState state = read();
        assertThat(state.segments()).hasSize(3);
        assertThat(state.schema()).isEqualTo(SCHEMA);
        assertThat(state.coveredCommit(20 * DAY_NS)).as("forgotten").isZero();
        try (var names = Files.list(folder)) {
            assertThat(names).containsExactly(folder.resolve("manifest"));
        }
    }

    private int renames() {
        return (int) files.calls.stream().filter("rename manifest.new"::equals).count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"create manifest.new", "write manifest.new", "sync manifest.new"})
    void aFailureBeforeTheRenameIsTriedAgain(String failing) {
        int commit = 0;
        try (Manifest manifest = Manifest.create(files, folder, LEAST_BYTES, pool, account, CREATED)) {
            files.failing.add(failing);
            while (renames() == 0) {
                manifest.append(segment(0, ++commit, 100));
            }
            assertThat(files.failing).isEmpty();
        }
        assertThat(read().segment(0)).isEqualTo(segment(0, commit, 100));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rename", "syncDirectory", "open"})
    void aFailureFromTheRenameOnEndsTheManifestAndLosesNothing(String failing) {
        AtomicInteger commit = new AtomicInteger();
        try (Manifest manifest = Manifest.create(files, folder, LEAST_BYTES, pool, account, CREATED)) {
            files.failing.add(failing);
            while (!files.failing.isEmpty()) {
                manifest.append(segment(0, commit.incrementAndGet(), 100));
            }
            assertThatThrownBy(() -> manifest.append(segment(0, 10_000, 100)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("takes no more records until it is opened anew")
                    .hasMessageContaining(failing + " failed");
        }
        try (Manifest manifest = Manifest.open(files, folder, LEAST_BYTES, pool, account)) {
            assertThat(manifest.state().segment(0)).isEqualTo(segment(0, commit.get(), 100));
            manifest.append(segment(0, 10_000, 100));
        }
    }

    @Test
    void aNewerVersionIsRefusedByName() {
        Path path = folder.resolve("manifest");
        try (RecordFile file = RecordFile.create(files, path, new RecordBuffer(pool, account))) {
            ManifestCodec.encode(CREATED, file.begin());
            file.append();
            file.begin().writeByte(99).writeNumber(1);
            file.append();
        }
        assertThatThrownBy(this::read)
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("file was written by a newer version of Arenite: file=" + path)
                .hasMessageContaining("record kind=99, newest known=7");
    }

    @Test
    void tenThousandPartitionsAreAFewRecords() {
        try (Manifest manifest = Manifest.create(files, folder, LEAST_BYTES, pool, account, CREATED)) {
            for (int day = 0; day < 20; day++) {
                manifest.append(segment(day, day + 1, 500));
            }
            assertThat(manifest.sizeBytes()).isLessThan(10_000 * 20);
        }
        assertThat(read().segments().stream()
                        .mapToInt(each -> each.partitions().size())
                        .sum())
                .isEqualTo(10_000);
    }

    private ManifestState read() {
        return Manifest.read(files, folder, pool, account);
    }

    private static SegmentAdded segment(int day, long commit, int partitions) {
        long start = day * DAY_NS;
        return new SegmentAdded(
                start,
                start + DAY_NS,
                "day" + day + "-" + commit + ".arrow",
                commit,
                IntStream.range(0, partitions)
                        .mapToObj(key -> new SegmentPartition(key, key + 1L, start + key, start + DAY_NS - 1))
                        .toList());
    }
}
