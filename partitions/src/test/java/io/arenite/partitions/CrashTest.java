package io.arenite.partitions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that commits and seals is killed at random moments, again and again over one database: each
/// process after it finds exactly the commits that were acknowledged, and perhaps the one that was under way.
@Tag("soak")
class CrashTest {
    private static final long SECONDS = Long.getLong("arenite.soak.seconds", 30);
    /// Then a new one is begun, since each process reads all rows of its database.
    private static final int KILLS_OF_A_DATABASE = 500;

    @TempDir
    private Path folder;

    private final long seed = Long.getLong("arenite.seed", new Random().nextLong());
    private final Random random = new Random(seed);

    /// What a process said before its end.
    private record Life(long found, long committed, boolean isKilled, String output) {}

    @Test
    void findsExactlyWhatWasCommitted() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        int kills = 0;
        int unfinished = 0;
        int database = 0;
        long committed = 0;
        while (System.nanoTime() < end) {
            if (kills == (database + 1) * KILLS_OF_A_DATABASE) {
                committed = 0;
                database++;
            }
            Life life = live(folder.resolve("db" + database), random.nextBoolean() ? "commit" : "none");
            String text = "seed=%d, kills=%d, before=%d: %s".formatted(seed, kills, committed, life.output);
            if (life.found >= 0) {
                assertThat(life.found).as(text).isBetween(committed, committed + 1);
                committed = Math.max(life.found, life.committed);
            }
            assertThat(life.isKilled).as(text).isTrue();
            kills++;
            unfinished += life.output.contains(CrashProgram.UNFINISHED) ? 1 : 0;
        }
        System.out.println("crash test: kills=" + kills + ", of them while a manifest was written anew=" + unfinished
                + ", databases=" + (database + 1) + ", committed=" + committed);
        assertThat(kills).isPositive();
    }

    /// Most are killed some time after their first commit, some before.
    private Life live(Path directory, String mode) throws IOException, InterruptedException {
        Process process = start(directory, mode);
        long found = -1;
        long committed = -1;
        boolean isDone = false;
        List<String> lines = new ArrayList<>();
        Thread killer = null;
        boolean early = random.nextInt(8) == 0;
        long afterMillis = early ? 200 + random.nextInt(800) : random.nextInt(300);
        try (BufferedReader output = process.inputReader(StandardCharsets.US_ASCII)) {
            killer = early ? killAfter(process, afterMillis) : null;
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith("found ")) {
                    found = Long.parseLong(line.substring("found ".length()));
                    killer = killer == null ? killAfter(process, afterMillis) : killer;
                } else if (line.startsWith("committed ")) {
                    committed = 1 + Long.parseLong(line.substring("committed ".length()));
                } else {
                    isDone |= line.equals("done");
                    lines.add(line);
                }
            }
        } finally {
            process.toHandle().destroyForcibly();
            if (killer != null) {
                killer.join();
            }
        }
        boolean isKilled = process.waitFor() == 128 + 9 || isDone;
        return new Life(found, committed, isKilled, String.join("\n", lines));
    }

    private static Thread killAfter(Process process, long millis) {
        return Thread.ofPlatform().start(() -> {
            try {
                process.waitFor(millis, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException("killer was interrupted", e);
            }
            process.toHandle().destroyForcibly();
        });
    }

    private Process start(Path directory, String mode) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        CrashProgram.class.getName(),
                        directory.toString(),
                        mode,
                        Long.toString(random.nextLong()),
                        Long.toString(5_000))
                .redirectErrorStream(true)
                .start();
    }
}
