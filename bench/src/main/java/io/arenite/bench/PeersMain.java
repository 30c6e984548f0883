package io.arenite.bench;

import io.arenite.bench.page.BenchmarkPage;
import io.arenite.bench.page.Machine;
import io.arenite.bench.page.Section;
import io.arenite.bench.peer.ExitHook;
import io.arenite.bench.peer.GrowthBench;
import io.arenite.bench.peer.PeerBench;
import io.arenite.bench.peer.PeerException;
import io.arenite.bench.python.BindingsBench;
import io.arenite.bench.python.ScanBench;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// `bin/arenite bench --peers [--json] [SET...]`: measures sets of figures and writes their sections of
/// docs/benchmarks.md; the page has them as they are measured, so that a run that is broken off keeps what it
/// has.
final class PeersMain {
    /// Those that only this command has.
    static final List<String> OWN_SETS = List.of("peers", "growth", "python", "scans");

    /// All, in the order in which they run.
    static final List<String> SETS =
            Stream.concat(OWN_SETS.stream(), RatioSets.NAMES.stream()).toList();

    private PeersMain() {}

    /// Runs one set here, or each of several in a process of its own: what the JIT saw of one must not show
    /// in the figures of the next. Ends the process where a set fails.
    static void run(List<String> sets, boolean json) throws IOException, InterruptedException {
        if (sets.size() == 1) {
            run(sets.getFirst(), json);
            return;
        }
        for (String set : sets) {
            int exitCode = inProcessOfItsOwn(set, json);
            if (exitCode != 0) {
                System.err.println("arenite: a set of figures failed: set=" + set + ", exit code=" + exitCode);
                System.exit(1);
            }
        }
    }

    private static void run(String set, boolean json) throws IOException, InterruptedException {
        Locale.setDefault(Locale.ROOT); // the page has the same commas and points everywhere
        Path repository = Path.of(System.getProperty("arenite.repository", ""));
        var page = BenchmarkPage.read(repository.resolve("docs/benchmarks.md"));
        System.out.println(Machine.text(json));
        try {
            switch (set) {
                case "peers" -> PeerBench.run(repository, json, System.out::print, page);
                case "growth" -> GrowthBench.run(json, System.out::print, page);
                case "python" -> BindingsBench.run(repository, System.out::print, page);
                case "scans" -> ScanBench.run(repository, System.out::print, page);
                default -> ratios(set, json, page);
            }
        } catch (PeerException e) {
            System.err.println("arenite: " + e.getMessage());
            System.exit(1);
        }
        page.write();
    }

    private static int inProcessOfItsOwn(String set, boolean json) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BenchMain.class.getName(), "--peers"));
        if (json) {
            command.add("--json");
        }
        command.add(set);
        Process process = new ProcessBuilder(command).inheritIO().start();
        var hook = new Thread(process::destroy, "end the set");
        Runtime.getRuntime().addShutdownHook(hook);
        int exitCode = process.waitFor();
        ExitHook.cancel(hook);
        return exitCode;
    }

    /// A set of ratios has a section of its name.
    private static void ratios(String set, boolean json, BenchmarkPage page) throws IOException, InterruptedException {
        String moment = Machine.moment();
        var ratios = new ArrayList<Ratio>();
        RatioSets.run(set, ratio -> {
            System.out.println(ratio.line(json));
            ratios.add(ratio);
        });
        page.put(Section.ofId(set), """
                Measured %s; %s.

                %s

                %s""".formatted(
                        moment, RatioSets.conditions(), RatioSets.meaning(set), RatioSets.markdown(ratios)));
    }
}
