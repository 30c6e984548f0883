package io.arenite.bench.peer;

import io.arenite.Arenite;
import io.arenite.AreniteOptions;
import io.arenite.Table;
import io.arenite.bench.page.BenchmarkPage;
import io.arenite.bench.page.Machine;
import io.arenite.bench.page.Markdown;
import io.arenite.bench.page.Section;
import io.arenite.bench.peer.PeerRounds.Effort;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Everybody at the same work: 10 million trades, and 100,000 rows of one symbol.
public final class PeerBench {
    private static final int THREADS = 2;
    private static final long ROWS = 10_000_000;

    private final Path repository;
    private final Path temporary;
    private final long rows;
    private final Effort effort;

    /// @param repository the folder that has `.venv` and the Python sources
    /// @param temporary where the folder of the work set's files is made
    PeerBench(Path repository, Path temporary, long rows, Effort effort) {
        this.repository = repository;
        this.temporary = temporary;
        this.rows = rows;
        this.effort = effort;
    }

    /// Measures, hands each comparison on as text or JSON, and writes its sections of the page.
    ///
    /// @throws PeerException for the user to read
    public static void run(Path repository, boolean json, Consumer<String> out, BenchmarkPage page) throws IOException {
        String moment = Machine.moment();
        var bench = new PeerBench(repository, Path.of(System.getProperty("java.io.tmpdir")), ROWS, Effort.FULL);
        Report report =
                bench.compare(comparison -> out.accept(json ? PeerTable.json(comparison) : PeerTable.text(comparison)));
        page.put(Section.TRADES, report.trades(moment));
        page.put(Section.SMALL, report.small(moment));
        page.put(Section.MACHINE, report.machine());
    }

    /// @param versions of Python and of the peers
    record Report(WorkSet work, Map<String, String> versions, List<Comparison> comparisons) {
        private static final String CONTENDERS = """
                *Arenite* is a query that is kept and collected again and again with the result cache off, so that it computes
                each time; *Arenite cached* is the same with the cache on, which is a look-up from the second time on. The best
                peer is in bold. *Polars lazy* is `collect()` as it comes, *Polars in-memory* is
                `collect(engine="in-memory")`.
                """;

        String machine() {
            var facts = Machine.facts();
            facts.put("peers", PeerTable.versions(versions) + "; each that can use several threads uses " + THREADS);
            return Markdown.table(
                    List.of("what", "value"),
                    facts.entrySet().stream()
                            .map(fact -> List.of(fact.getKey(), fact.getValue()))
                            .toList());
        }

        String trades(String moment) {
            List<Comparison> large = comparisons.stream()
                    .filter(comparison -> !comparison.operation().isSmall())
                    .toList();
            return """
                    Measured %s.

                    Trades `ts, sym, price float64, size int64` of one day, sorted by time; activity by Zipf's law, prices
                    that walk in cents, each symbol on its own level. %,d rows, %d threads, data in the memory of each engine.
                    One symbol is `%s`, p95 is %s for prices and %d for sizes.

                    %s
                    %s
                    Allocated on the Java heap by one run, by all threads:

                    %s""".formatted(
                            moment,
                            work.rows(),
                            THREADS,
                            work.symbol(),
                            work.priceLimit(),
                            work.sizeLimit(),
                            CONTENDERS,
                            PeerTable.markdown(large),
                            PeerTable.allocations(comparisons));
        }

        String small(String moment) {
            List<Comparison> small = comparisons.stream()
                    .filter(comparison -> comparison.operation().isSmall())
                    .toList();
            return """
                    Measured %s.

                    100,000 rows of one symbol, prices at random; the peers hold just these, we hold them among
                    others and filter by the symbol. The median price is %s.

                    %s""".formatted(moment, work.smallPriceLimit(), PeerTable.markdown(small));
        }
    }

    /// Generates the work set, starts the peers, and compares operation by operation.
    Report compare(Consumer<Comparison> out) throws IOException {
        try (var memory = Arena.ofShared();
                Arenite uncached = Arenite.inMemory(options(false));
                Arenite cached = Arenite.inMemory(options(true));
                var folder = TemporaryFolder.create(temporary, "arenite-peers", WorkSet.fileBytes(rows));
                PythonPeers python = PythonPeers.start(repository, folder.path(), THREADS)) {
            Map<String, String> versions = python.versions();
            WorkSet work = WorkSet.generate(rows, List.of(uncached, cached), new WorkFiles(folder.path()));
            List<Contender> peers = python.load();
            folder.remove();
            var contenders = new ArrayList<Contender>(ours(uncached, cached, work));
            contenders.addAll(peers);
            List<ReadBandwidth> limits = limits(memory);
            contenders.addAll(limits);
            try {
                var rounds = new PeerRounds(contenders, effort);
                rounds.compile();
                var comparisons = new ArrayList<Comparison>();
                for (Operation operation : Operation.values()) {
                    Comparison comparison =
                            rounds.compare(operation, operation.isSmall() ? WorkSet.SMALL_ROWS : work.rows());
                    out.accept(comparison);
                    comparisons.add(comparison);
                }
                return new Report(work, versions, comparisons);
            } finally {
                limits.forEach(ReadBandwidth::close);
            }
        }
    }

    private static List<OurTurn> ours(Arenite uncached, Arenite cached, WorkSet work) {
        Table trades = uncached.table("trades");
        return List.of(
                OurTurn.held(OurTurn.COMPUTED, trades, uncached.table("small"), work),
                OurTurn.held(OurTurn.CACHED, cached.table("trades"), cached.table("small"), work),
                OurTurn.rowCount("Arenite table.count()", trades));
    }

    /// Price and size, 16 bytes a row, are what a VWAP has to read. None where there is no gcc.
    private List<ReadBandwidth> limits(Arena memory) throws IOException {
        Optional<CKernels> kernels = CKernels.compile();
        return kernels.map(compiled -> {
                    var all = ReadBandwidth.touched(memory, 16 * rows);
                    return List.of(
                            new ReadBandwidth(compiled, all, THREADS, false),
                            new ReadBandwidth(compiled, all, 1, false),
                            new ReadBandwidth(
                                    compiled, ReadBandwidth.touched(memory, 16L * WorkSet.SMALL_ROWS), 1, true));
                })
                .orElse(List.of());
    }

    /// Two threads, with the result cache or without.
    static AreniteOptions options(boolean cache) {
        AreniteOptions options = AreniteOptions.defaults().withThreads(THREADS);
        return cache ? options : options.withCacheBytes(0);
    }
}
