package io.arenite.bench.peer;

import io.arenite.bench.peer.Comparison.Timing;
import io.arenite.engine.kernel.KernelWarmUp;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Lets all contenders take turns at an operation, round by round, so that a noisy neighbour hits all of them alike.
/// Wall clock. Every turn's answer is compared with the first contender's; a difference ends the run.
final class PeerRounds {
    private final List<Contender> contenders;
    private final Effort effort;

    PeerRounds(List<Contender> contenders, Effort effort) {
        this.contenders = List.copyOf(contenders);
        this.effort = effort;
    }

    /// @param rounds how many turns everybody takes
    /// @param compileNs how long our ways run all operations beforehand, until the JIT is done with what they share
    /// @param warmUpNs a contender is warm when it has not become faster for so long
    /// @param turnNs how long a turn shall take, by repeating what is short
    record Effort(int rounds, long compileNs, long warmUpNs, long turnNs) {
        static final Effort FULL = new Effort(9, 15_000_000_000L, 700_000_000, 20_000_000);

        /// To see that everything works.
        static final Effort SMOKE = new Effort(1, 0, 0, 0);
    }

    /// Lets the background work of the process's first database end, then our ways run all operations for a while. A
    /// query is much more code than a kernel, and the compiler gets to it late; peers come compiled.
    void compile() {
        try {
            KernelWarmUp.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PeerException("interrupted: doing=warm-up", e);
        }
        List<Contender> ours = contenders.stream()
                .filter(one -> one.side() == Contender.Side.OURS)
                .toList();
        long start = System.nanoTime();
        while (System.nanoTime() - start < effort.compileNs()) {
            for (Operation operation : Operation.values()) {
                ours.stream().filter(one -> one.can(operation)).forEach(one -> one.run(operation, 1));
            }
        }
    }

    Comparison compare(Operation operation, long rows) {
        return compare(operation, rows, new Judge(operation));
    }

    /// Contenders with different rows, whose answers differ.
    Comparison compareUnlike(Operation operation) {
        return compare(operation, 0, null);
    }

    private Comparison compare(Operation operation, long rows, Judge judge) {
        List<Contender> able =
                contenders.stream().filter(one -> one.can(operation)).toList();
        int[] repeats = new int[able.size()];
        for (int i = 0; i < repeats.length; i++) {
            double oneRunNs = warmUp(able.get(i), operation, judge);
            repeats[i] = (int) Math.clamp(effort.turnNs() / Math.max(1, oneRunNs), 1, 1 << 20);
        }
        double[][] us = new double[able.size()][effort.rounds()];
        double[] allocated = new double[able.size()];
        for (int round = 0; round < effort.rounds(); round++) {
            for (int turn = 0; turn < able.size(); turn++) {
                int i = (turn + round) % able.size();
                Contender.Turn one = turn(able.get(i), operation, repeats[i], judge);
                us[i][round] = one.ns() / 1e3;
                allocated[i] = one.allocatedBytes();
            }
        }
        Timing[] timings = new Timing[able.size()];
        Arrays.setAll(timings, i -> new Timing(able.get(i).name(), able.get(i).side(), us[i], allocated[i]));
        return new Comparison(operation, rows, List.of(timings));
    }

    /// The best time of one run.
    private double warmUp(Contender contender, Operation operation, Judge judge) {
        long bestAt = System.nanoTime();
        double best = Double.MAX_VALUE;
        int repeats = 1;
        do {
            double ns = turn(contender, operation, repeats, judge).ns();
            if (ns < 0.98 * best) {
                best = ns;
                bestAt = System.nanoTime();
            }
            // A reply over the pipe takes longer than a short run.
            repeats = (int) Math.clamp(effort.turnNs() / 20.0 / Math.max(1, ns), 1, 1 << 20);
        } while (System.nanoTime() - bestAt < effort.warmUpNs());
        return best;
    }

    private static Contender.Turn turn(Contender contender, Operation operation, int repeats, Judge judge) {
        Contender.Turn turn = contender.run(operation, repeats);
        if (judge != null) {
            judge.check(contender, turn.answer());
        }
        return turn;
    }

    /// Holds the first answer against all others.
    private static final class Judge {
        private final Operation operation;
        private Contender first;
        private Answer expected;

        Judge(Operation operation) {
            this.operation = operation;
        }

        void check(Contender contender, Answer answer) {
            if (answer == null) {
                return;
            }
            if (expected == null) {
                first = contender;
                expected = answer;
                return;
            }
            Optional<String> difference = expected.difference(answer);
            if (difference.isPresent()) {
                throw new PeerException("answers disagree: operation=%s, contender=%s, other contender=%s, %s"
                        .formatted(operation.title(), first.name(), contender.name(), difference.get()));
            }
        }
    }
}
