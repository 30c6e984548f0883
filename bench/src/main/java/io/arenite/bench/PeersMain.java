package io.arenite.bench;

import io.arenite.bench.page.BenchmarkPage;
import io.arenite.bench.peer.GrowthBench;
import io.arenite.bench.peer.PeerBench;
import io.arenite.bench.peer.PeerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// `bin/arenite bench --peers [--json] [SET...]`: measures sets of figures and writes their sections of
/// docs/benchmarks.md; the page has them as they are measured, so that a run that is broken off keeps what it has.
final class PeersMain {
    /// In the order in which they run.
    static final List<String> SETS = List.of("peers", "growth");

    private PeersMain() {}

    static void run(List<String> sets, boolean json) throws IOException {
        Path repository = Path.of(System.getProperty("arenite.repository", ""));
        var page = BenchmarkPage.read(repository.resolve("docs/benchmarks.md"));
        for (String set : sets) {
            try {
                switch (set) {
                    case "peers" -> PeerBench.run(repository, json, System.out::print, page);
                    case "growth" -> GrowthBench.run(json, System.out::print, page);
                    default -> throw new IllegalArgumentException("no such set: set=" + set);
                }
            } catch (PeerException e) {
                System.err.println("arenite: " + e.getMessage());
                System.exit(1);
            }
            page.write();
        }
    }
}
