package io.arenite.bench.peer;

import io.arenite.bench.Ratio;
import io.arenite.bench.Rounds;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What one operation took everybody, round by round.
record Comparison(Operation operation, long rows, List<Timing> timings) {
    /// @param us one run in each round
    /// @param allocatedBytes on the Java heap by one run in the last round
    record Timing(String contender, Contender.Side side, double[] us, double allocatedBytes) {
        double medianUs() {
            return Rounds.median(us);
        }

        /// Between the quartiles.
        double spreadUs() {
            return Rounds.spread(us);
        }
    }

    /// What was measured of one of our ways that computes, beside what is demanded of it.
    ///
    /// @param demand null where nothing is demanded
    /// @param cachedRatio of the same question from the cache; NaN where there is none
    record Verdict(String ours, Operation.Demand demand, Ratio ratio, double cachedRatio) {
        /// `met`, `not met`, or `-` where nothing is demanded.
        String text() {
            return demand == null ? "-" : ratio.ratio() >= demand.ratio() ? "met" : "not met";
        }
    }

    Optional<Timing> timing(String contender) {
        return timings.stream()
                .filter(timing -> timing.contender().equals(contender))
                .findFirst();
    }

    /// The peer with the smallest median.
    Optional<Timing> bestPeer() {
        return timings.stream()
                .filter(timing -> timing.side() == Contender.Side.PEER)
                .min(Comparator.comparingDouble(Timing::medianUs));
    }

    /// Each of our ways that computes against each demand whose contender took part, or against the best peer where
    /// nothing is demanded.
    List<Verdict> verdicts() {
        if (operation.demands().isEmpty()) {
            return bestPeer().stream()
                    .flatMap(best -> computing().stream().map(our -> verdict(our, null, best)))
                    .toList();
        }
        return operation.demands().stream()
                .flatMap(demand -> against(demand).stream()
                        .flatMap(their -> computing().stream().map(our -> verdict(our, demand, their))))
                .toList();
    }

    private Verdict verdict(Timing our, Operation.Demand demand, Timing their) {
        double cached = timing(OurTurn.CACHED)
                .map(timing -> ratio(timing, their).ratio())
                .orElse(Double.NaN);
        return new Verdict(our.contender(), demand, ratio(our, their), cached);
    }

    private List<Timing> computing() {
        return ours().stream()
                .filter(our -> !our.contender().equals(OurTurn.CACHED))
                .toList();
    }

    private Optional<Timing> against(Operation.Demand demand) {
        return demand.against().equals(Operation.Demand.BEST) ? bestPeer() : timing(demand.against());
    }

    List<Timing> ours() {
        return timings.stream()
                .filter(timing -> timing.side() == Contender.Side.OURS)
                .toList();
    }

    private Ratio ratio(Timing our, Timing their) {
        return Ratio.of(our.contender() + ": " + operation.title(), rows, our.us(), their.us(), 1, their.contender());
    }
}
