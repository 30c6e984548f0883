package io.arenite.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.bench.page.BenchmarkPage;
import io.arenite.bench.page.Section;
import io.arenite.bench.peer.PeerRounds.Effort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole comparison over few rows, with the real peers, so that the harness cannot rot. Needs what
/// `bin/setup --peers` installs, which bin/test calls.
final class PeerBenchTest {
    private static final Path REPOSITORY = Path.of(System.getProperty("arenite.repository"));
    private static final long ROWS = 20_000;

    @Test
    void everybodyAnswersAlikeAndNothingIsLeftBehind(@TempDir Path temporary) throws IOException {
        requirePython();
        var seen = new ArrayList<Comparison>();
        PeerBench.Report report = new PeerBench(REPOSITORY, temporary, ROWS, Effort.SMOKE).compare(seen::add);

        assertThat(temporary).isEmptyDirectory();
        assertThat(report.comparisons()).isEqualTo(seen);
        assertThat(seen).extracting(Comparison::operation).containsExactlyElementsOf(EnumSet.allOf(Operation.class));
        assertThat(seen).allSatisfy(comparison -> {
            assertThat(comparison.bestPeer()).isPresent();
            assertThat(comparison.timing("Arenite").or(() -> comparison.timing("Arenite table.count()")))
                    .hasValueSatisfying(timing -> assertThat(timing.medianUs()).isPositive());
        });
        assertThat(report.versions()).containsKeys("python", "polars", "duckdb", "numpy", "pandas");
        assertThat(report.trades("today"))
                .contains("20,000 rows")
                .contains("| VWAP by symbol |", "| Polars lazy |", "demanded");
        assertThat(report.small("today")).contains("| NumPy |").doesNotContain("by symbol");
        assertThat(PeerTable.json(seen.getLast()).lines())
                .allMatch(line -> line.startsWith("{\"operation\":\"small_filtered_sum\"") && line.endsWith("}"));
    }

    @Test
    void growthChecksItsAnswersAndTellsTheFactors() {
        List<GrowthBench.Growth> growths = GrowthBench.measure(List.of(1_000L, 3_000L), Effort.SMOKE, growth -> {});
        assertThat(growths).isNotEmpty().allSatisfy(growth -> {
            assertThat(growth.factor(1)).isPositive();
            assertThat(growth.expectedFactor(1)).isEqualTo(growth.isFlat() ? 1 : 3);
            assertThat(growth.text()).contains(growth.title(), "1,000 rows", "3,000 rows");
            assertThat(growth.json().lines()).hasSize(2);
        });
    }

    @Test
    void aPeerThatDiesIsNamed(@TempDir Path folder) {
        requirePython();
        try (PythonPeers peers = PythonPeers.start(REPOSITORY, folder, 1)) {
            assertThat(peers.versions()).containsKey("polars");
            ProcessHandle child = ProcessHandle.of(peers.pid()).orElseThrow();
            assertThat(child.destroyForcibly()).isTrue();
            child.onExit().join();
            assertThatThrownBy(peers::versions)
                    .isInstanceOf(PeerException.class)
                    .hasMessage("the Python process of the peers ended: request=versions, "
                            + "how=killed (perhaps for want of memory)");
        }
    }

    @Test
    void theProcessRemovesTheFolderOfAHarnessThatIsGone(@TempDir Path temporary) throws IOException {
        requirePython();
        Path folder = Files.createDirectory(temporary.resolve("work"));
        Files.writeString(folder.resolve("ts.i64"), "half a colu");
        PythonPeers.start(REPOSITORY, folder, 1).close();
        assertThat(folder).doesNotExist();
    }

    @Test
    void aRequestThatFailsTellsWhatPythonSaid(@TempDir Path folder) {
        requirePython();
        try (PythonPeers peers = PythonPeers.start(REPOSITORY, folder, 1)) {
            assertThatThrownBy(() -> peers.load())
                    .isInstanceOf(PeerException.class)
                    .hasMessageContaining("a peer failed: request=load, reply=error")
                    .hasMessageContaining("FileNotFoundError");
        }
    }

    @Test
    void missingPythonIsSaid(@TempDir Path elsewhere) {
        assertThatThrownBy(() -> PythonPeers.start(elsewhere, elsewhere, 1))
                .isInstanceOf(PeerException.class)
                .hasMessage("no Python for the peers: file=" + elsewhere.resolve(".venv/bin/python")
                        + ", hint=run bin/setup --peers");
    }

    @Test
    void noRoomForTheWorkSetIsSaidAndLeavesNothing(@TempDir Path temporary) {
        assertThatThrownBy(() -> TemporaryFolder.create(temporary, "arenite-peers", Long.MAX_VALUE))
                .isInstanceOf(PeerException.class)
                .hasMessageContaining("no room for the work set: folder=" + temporary)
                .hasMessageContaining("neededBytes=" + Long.MAX_VALUE);
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void aFileThatCannotBeWrittenIsNamed(@TempDir Path folder) throws IOException {
        Files.createDirectory(folder.resolve("small_price.f64"));
        assertThatThrownBy(() -> new WorkFiles(folder).writeSmall(new double[1], new long[1]))
                .isInstanceOf(PeerException.class)
                .hasMessageContaining("cannot write the work set: file=" + folder.resolve("small_price.f64"));
    }

    @Test
    void thePageHasItsSections(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("benchmarks.md");
        var page = BenchmarkPage.read(file);
        page.put(Section.TRADES, "first");
        page.put(Section.SMALL, "second");
        page.write();
        page = BenchmarkPage.read(file);
        page.put(Section.SMALL, "third");
        page.write();
        assertThat(Files.readString(file))
                .contains("<!-- begin trades -->\nfirst\n<!-- end trades -->")
                .contains("<!-- begin small -->\nthird\n<!-- end small -->")
                .doesNotContain("second");
    }

    private static void requirePython() {
        Path installed = REPOSITORY.resolve(".venv/peers.installed");
        assertThat(installed).as("run bin/setup --peers").exists();
    }
}
