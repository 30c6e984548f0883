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

    /// A demand beside what was measured.
    record Verdict(String ours, Operation.Demand demand, Ratio ratio) {
        boolean isMet() {
            return ratio.ratio() >= demand.ratio();
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

    /// Each of our ways against the best peer, whether or not something is demanded.
    List<Ratio> againstBest() {
        return bestPeer().stream()
                .flatMap(best -> ours().stream().map(our -> ratio(our, best)))
                .toList();
    }

    /// Each of our ways against each demand whose contender took part.
    List<Verdict> verdicts() {
        return operation.demands().stream()
                .flatMap(demand -> against(demand).stream()
                        .flatMap(their ->
                                ours().stream().map(our -> new Verdict(our.contender(), demand, ratio(our, their)))))
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
