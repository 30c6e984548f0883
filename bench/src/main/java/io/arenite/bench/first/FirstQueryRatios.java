package io.arenite.bench.first;

import io.arenite.bench.Ratio;
import io.arenite.bench.Rounds;
import io.arenite.bench.first.FirstQuery.Question;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/// VWAP and a filtered sum as the first query of fresh processes: at once, and after half a second of loading. Each
/// figure is the median over as many processes as there are rounds, the kinds of processes taking turns. Wall clock:
/// what else runs on the machine counts, so measure when nothing does; the CPU time of the querying thread stands
/// beside it.
public final class FirstQueryRatios {
    /// For readers of the figures.
    public static final String MEANING = """
            Medians over fresh processes of each kind, which take turns; wall clock, or CPU time of the querying thread.
            *ratio* is the limit over our time. *At once*: the process opens a database, loads the rows and asks. *After
            0.5 s*: it goes on loading for half a second before it asks. *Second*: the same question again, which the
            result cache answers.""";

    private static final int ROUNDS = 9;
    private static final int LOAD_MS = 500;

    /// How a process is started.
    private enum Kind {
        AT_ONCE("at once", 0, false, List.of()),
        AFTER_LOADING("after 0.5 s", LOAD_MS, false, List.of()),
        AT_ONCE_CPU("at once", 0, true, List.of()),
        AFTER_LOADING_CPU("after 0.5 s", LOAD_MS, true, List.of()),
        WITHOUT_WARM_UP("without warm-up", 0, false, List.of("-Darenite.warmup=off"));

        private final String text;
        private final int loadMs;
        private final boolean readsCpuClock;
        private final List<String> flags;

        Kind(String text, int loadMs, boolean readsCpuClock, List<String> flags) {
            this.text = text;
            this.loadMs = loadMs;
            this.readsCpuClock = readsCpuClock;
            this.flags = flags;
        }
    }

    private final Consumer<Ratio> out;

    private FirstQueryRatios(Consumer<Ratio> out) {
        this.out = out;
    }

    /// Measures with this process's own JVM flags and class path.
    public static void run(Consumer<Ratio> out) throws IOException, InterruptedException {
        var ratios = new FirstQueryRatios(out);
        var all = new EnumMap<Question, Map<Kind, List<FirstTimes>>>(Question.class);
        for (Question question : Question.values()) {
            all.put(question, new EnumMap<>(Kind.class));
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (Question question : Question.values()) {
                for (Kind kind : Kind.values()) {
                    all.get(question)
                            .computeIfAbsent(kind, unused -> new ArrayList<>())
                            .add(child(question, kind));
                }
            }
        }
        all.forEach(ratios::tell);
    }

    private void tell(Question question, Map<Kind, List<FirstTimes>> times) {
        String name = question == Question.VWAP ? "vwap" : "filtered sum";
        tell("first " + name, Kind.AT_ONCE, times, FirstTimes::first, 30, "limit of 30 ms");
        tell("first " + name + ", CPU", Kind.AT_ONCE_CPU, times, FirstTimes::firstCpu);
        tell("second " + name, Kind.AT_ONCE, times, FirstTimes::second);
        tell("start to " + name, Kind.AT_ONCE, times, FirstTimes::toAnswer);
        tell("first " + name, Kind.AFTER_LOADING, times, FirstTimes::first, 5, "limit of 5 ms");
        tell("first " + name + ", CPU", Kind.AFTER_LOADING_CPU, times, FirstTimes::firstCpu);
        tell("second " + name, Kind.AFTER_LOADING, times, FirstTimes::second);
        tell("first " + name, Kind.WITHOUT_WARM_UP, times, FirstTimes::first);
        if (question == Question.VWAP) {
            tell("JVM start to main", Kind.AT_ONCE, times, FirstTimes::toMain);
            tell("open", Kind.AT_ONCE, times, FirstTimes::open);
            tell("load", Kind.AT_ONCE, times, FirstTimes::load);
        }
    }

    private void tell(String name, Kind kind, Map<Kind, List<FirstTimes>> times, ToDoubleFunction<FirstTimes> part) {
        tell(name, kind, times, part, Double.NaN, "");
    }

    private void tell(
            String name,
            Kind kind,
            Map<Kind, List<FirstTimes>> times,
            ToDoubleFunction<FirstTimes> part,
            double limitMs,
            String limit) {
        double[] us = times.get(kind).stream()
                .mapToDouble(t -> 1e3 * part.applyAsDouble(t))
                .toArray();
        double low = Double.MAX_VALUE;
        double high = 0;
        double[] ratios = new double[us.length];
        for (int i = 0; i < us.length; i++) {
            low = Math.min(low, us[i]);
            high = Math.max(high, us[i]);
            ratios[i] = 1e3 * limitMs / us[i];
        }
        String range = "%s%.1f to %.1f ms".formatted(limit.isEmpty() ? "" : limit + "; ", low / 1e3, high / 1e3);
        double spread = Double.isNaN(limitMs) ? Rounds.spread(us) / Rounds.median(us) : Rounds.spread(ratios);
        out.accept(new Ratio(
                name + ", " + kind.text,
                FirstQuery.ROWS,
                Rounds.median(us),
                1e3 * limitMs / Rounds.median(us),
                spread,
                range));
    }

    private static FirstTimes child(Question question, Kind kind) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(kind.flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), FirstQuery.class.getName()));
        command.addAll(List.of(
                Long.toString(System.currentTimeMillis()),
                question.name(),
                Integer.toString(kind.loadMs),
                Boolean.toString(kind.readsCpuClock)));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("the child failed: command=" + String.join(" ", command));
        }
        return FirstTimes.parse(output);
    }
}
