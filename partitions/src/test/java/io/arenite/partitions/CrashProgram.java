package io.arenite.partitions;

import io.arenite.arena.MemoryOptions;
import io.arenite.partitions.log.SyncMode;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/// A program for a JVM of its own, which somebody kills: opens a database, says how many numbered batches it
/// holds, then appends and commits more of them, and says each that was committed, while another thread
/// seals.
final class CrashProgram {
    /// The process before was killed while it wrote the manifest anew.
    static final String UNFINISHED = "manifest was being written anew";

    private CrashProgram() {}

    /// @param arguments directory, mode, seed, commits at most
    public static void main(String[] arguments) throws IOException {
        Random random = new Random(Long.parseLong(arguments[2]));
        long most = Long.parseLong(arguments[3]);
        DurableOptions options = DurableOptions.defaults()
                .withSync(arguments[1].equals("commit") ? SyncMode.commit() : SyncMode.none())
                .withSealAfterMillis(0)
                .withSealOnClose(false)
                .withManifestBytes(random.nextInt(3) * 1_000L)
                .withLogBytes(4_000 + random.nextInt(30_000), 100_000 + random.nextInt(200_000));
        boolean isUnfinished = Files.exists(Path.of(arguments[0], "tables", "trades@1", "manifest.new"));
        // Written through at once: what was said outlives this process.
        try (FileOutputStream out = new FileOutputStream(FileDescriptor.out);
                Storage db = Storage.open(Path.of(arguments[0]), MemoryOptions.defaults(), options)) {
            TableStore table = db.tableNames().isEmpty()
                    ? db.createTable("trades", NumberedBatches.SCHEMA, PartitionBy.DAY)
                    : db.table("trades");
            say(out, isUnfinished ? UNFINISHED : "rows are checked");
            long batches = NumberedBatches.check(table);
            List<Damage> damage = db.verify();
            if (!damage.isEmpty()) {
                throw new AssertionError("damage after a kill: " + damage);
            }
            say(out, "found " + batches);
            Thread sealer = Thread.ofPlatform().daemon().start(() -> sealForEver(table, new Random(batches)));
            for (long batch = batches; batch < batches + most; batch++) {
                NumberedBatches.appendAndCommit(table, batch);
                say(out, "committed " + batch);
            }
            sealer.interrupt();
            say(out, "done");
            Runtime.getRuntime().halt(0);
        } catch (Throwable e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    private static void sealForEver(TableStore table, Random random) {
        try {
            while (true) {
                Thread.sleep(random.nextInt(30));
                table.seal();
            }
        } catch (InterruptedException e) {
            // the end
        }
    }

    private static void say(FileOutputStream out, String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    }
}
