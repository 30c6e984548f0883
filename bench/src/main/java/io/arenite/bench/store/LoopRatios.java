package io.arenite.bench.store;

import io.arenite.bench.Ratio;
import io.arenite.bench.Rounds;
import io.arenite.bench.peer.CKernels;
import io.arenite.engine.Engine;
import io.arenite.engine.EngineOptions;
import io.arenite.engine.LoopTier;
import io.arenite.engine.QueryContext;
import io.arenite.engine.exec.BareLoop;
import io.arenite.engine.frame.Frame;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/// How fast the loops of whole pipelines are against the same loop in C and against the read bandwidth, and what a
/// whole uncached query takes beside its bare loop. Each answer is checked against the C loop's before it is timed.
public final class LoopRatios {
    private static final double RELATIVE_ERROR = 1e-9;
    private static final double LIMIT_US = 5;
    private static final long WARM_UP_NS = 8_000_000_000L;
    private static final long PATIENCE_NS = 30_000_000_000L;

    private LoopRatios() {}

    /// Measures all pipelines over so many rows, handing each figure on as it is known.
    ///
    /// @param peers null where there is no C compiler
    public static void run(int rows, CKernels peers, Consumer<Ratio> out) throws InterruptedException {
        EngineOptions options =
                EngineOptions.defaults().withThreads(1).withPruning(false).withCacheBytes(0);
        try (var table = new LoopTable(rows);
                var engine = new Engine(table.storage().pool(), options)) {
            List<LoopCase> cases = LoopCase.all(table, peers);
            warmUp(cases, table, engine);
            for (LoopCase one : cases) {
                measure(one, table, engine, peers, out);
            }
        }
    }

    /// A query is much more code than a loop, and the compiler gets to it later.
    private static void warmUp(List<LoopCase> cases, LoopTable table, Engine engine) {
        long end = System.nanoTime() + WARM_UP_NS;
        while (System.nanoTime() < end) {
            cases.forEach(one -> check(one, query(one, table, engine)));
        }
    }

    private static void measure(LoopCase one, LoopTable table, Engine engine, CKernels peers, Consumer<Ratio> out)
            throws InterruptedException {
        try (BareLoop early = loop(one, table)) {
            settle(early);
        }
        try (BareLoop loop = loop(one, table)) {
            loop.run();
            check(one, query(one, table, engine));
            String name = one.name() + " (" + loop.tier() + ")";
            int rows = table.rows();
            DoubleSupplier bare = () -> (double) loop.run();
            DoubleSupplier whole = () -> query(one, table, engine);
            if (peers == null) {
                double us = Rounds.median(Rounds.timeUs(bare)[0]);
                out.accept(new Ratio(name, rows, us, Double.NaN, 0, "nothing: no gcc"));
                return;
            }
            double[][] us = Rounds.timeUs(bare, one.peer(), read(peers, table), whole);
            out.accept(Ratio.of(name, rows, us[0], us[1], 1, "gcc"));
            out.accept(Ratio.of(name, rows, us[0], us[2], one.columns(), "read bandwidth"));
            if (us[0][0] < 1_000) {
                double over = Rounds.median(us[3]) - Rounds.median(us[0]);
                out.accept(Ratio.ofLimit(one.name() + ": query - loop", rows, over, LIMIT_US, "a limit of 5 us"));
            }
        }
    }

    private static BareLoop loop(LoopCase one, LoopTable table) {
        return new BareLoop(table.storage().pool(), table.snapshot(), 0, one.plan(), LoopTier.AUTO);
    }

    /// Asks until the loop that will run is compiled.
    private static void settle(BareLoop loop) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_NS;
        loop.run();
        loop.run();
        while (!loop.isSettled() && System.nanoTime() < end) {
            loop.run();
            Thread.sleep(1);
        }
    }

    private static double query(LoopCase one, LoopTable table, Engine engine) {
        try (Frame frame = engine.execute(table.snapshot(), one.plan(), QueryContext.unlimited(), null)) {
            return frame.column(0).type().isFloat()
                    ? frame.column(0).getDouble(0)
                    : frame.column(0).getLong(0);
        }
    }

    private static void check(LoopCase one, double answer) {
        if (one.peer() == null) {
            return;
        }
        double expected = one.peer().getAsDouble();
        if (!(Math.abs(answer - expected) <= RELATIVE_ERROR * Math.abs(expected))) {
            throw new AssertionError(
                    "wrong answer: loop=%s, answer=%s, gcc=%s".formatted(one.name(), answer, expected));
        }
    }

    private static DoubleSupplier read(CKernels peers, LoopTable table) {
        MethodHandle read = peers.read();
        var column = table.column(1);
        long rows = table.rows();
        return () -> {
            try {
                return (double) (long) read.invokeExact(column, rows);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        };
    }
}
