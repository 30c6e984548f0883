package io.arenite.partitions.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.arena.LeakCheck;
import io.arenite.arena.MemoryAccount;
import io.arenite.arena.MemoryOptions;
import io.arenite.arena.MemoryPool;
import io.arenite.arena.file.SimulatedFiles;
import io.arenite.arena.file.StorageException;
import io.arenite.partitions.log.ManifestEdit.SegmentAdded;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random histories of a manifest on a simulated disk, with failures, kills and losses of power, also while
/// it is written anew: an edit that is in force stays so. `-Darenite.seed` repeats a history.
class ManifestHistoryTest {
    private static final int HISTORIES = 40;
    private static final Path FOLDER = Path.of("/db/table");
    private static final ManifestSchema SCHEMA =
            new ManifestSchema(List.of(new ManifestColumn(0, "ts", "timestamp(ns)")), 0, -1, 1);
    private static final ManifestEdit.TableCreated CREATED =
            new ManifestEdit.TableCreated("t", SCHEMA, "NONE", Map.of());

    private final MemoryPool pool = MemoryPool.onDemand(MemoryOptions.defaults());
    private final MemoryAccount account = pool.account("manifest");

    private Random random;
    private SimulatedFiles files;
    private long leastBytes;
    private long lastInForce;
    private int unfinished;

    @AfterEach
    void nothingLeaks() {
        pool.close();
        LeakCheck.assertNoLeaks();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void keepsWhatIsInForce(int round) {
        Long only = Long.getLong("arenite.seed");
        for (int i = 0; i < (only == null ? HISTORIES : 1); i++) {
            long seed = only == null ? System.nanoTime() * 31 + round * 1_000L + i : only;
            try {
                run(seed);
            } catch (Throwable e) {
                throw new AssertionError("failed with -Darenite.seed=" + seed, e);
            }
        }
        System.out.println("manifest histories: ended while it was written anew=" + unfinished);
        assertThat(only != null || unfinished > 0).isTrue();
    }

    private void run(long seed) {
        random = new Random(seed);
        files = SimulatedFiles.create();
        files.createDirectories(FOLDER);
        leastBytes = random.nextInt(3) * 20_000L;
        Manifest.create(files, FOLDER, leastBytes, pool, account, CREATED).close();
        lastInForce = 0;
        for (int session = 0; session < 6; session++) {
            Manifest manifest = null;
            while (manifest == null) {
                manifest = open();
            }
            edit(manifest);
        }
    }

    /// Null where the disk fails, which it does once.
    private Manifest open() {
        try {
            Manifest manifest = Manifest.open(files, FOLDER, leastBytes, pool, account);
            long found = manifest.state().coveredCommit(0);
            assertThat(found).isBetween(lastInForce, lastInForce + 1);
            lastInForce = found;
            return manifest;
        } catch (StorageException e) {
            assertThat(e).hasMessageContaining("failed");
            files = files.afterCut() == null ? files : files.afterCut();
            return null;
        }
    }

    private void edit(Manifest manifest) {
        SimulatedFiles next = files;
        switch (random.nextInt(3)) {
            case 0 -> files.killAt(files.operations() + random.nextInt(400));
            case 1 -> files.cutPowerAt(files.operations() + random.nextInt(400), random);
            default -> {}
        }
        try (manifest) {
            int edits = random.nextInt(100);
            for (int i = 0; i < edits; i++) {
                if (random.nextInt(20) == 0) {
                    files.failAt(
                            files.operations() + random.nextInt(6),
                            random.nextBoolean() ? StorageException.ENOSPC : StorageException.EIO);
                }
                SegmentAdded edit = segment(lastInForce + 1);
                try {
                    manifest.append(edit);
                    lastInForce++;
                } catch (StorageException | IllegalStateException e) {
                    assertThat(e).hasMessageContaining("failed");
                    if (files.afterCut() != null || !e.getMessage().startsWith("write failed")) {
                        // in doubt, and the manifest is at its end
                        break;
                    }
                }
            }
            next = files.afterCut();
            if (next == null) {
                next = switch (random.nextInt(3)) {
                    case 0 -> files;
                    case 1 -> files.kill();
                    default -> files.powerLoss(random);
                };
            }
        }
        files = next;
        if (files.exists(FOLDER.resolve("manifest.new"))) {
            unfinished++;
        }
    }

    private static SegmentAdded segment(long commit) {
        return new SegmentAdded(
                0,
                1,
                "s-" + commit,
                commit,
                IntStream.range(0, 300)
                        .mapToObj(key -> new SegmentPartition(key, commit, key, 1_000_000_000L))
                        .toList());
    }
}
