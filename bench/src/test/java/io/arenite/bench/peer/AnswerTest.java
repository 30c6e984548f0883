package io.arenite.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.bench.peer.Comparison.Timing;
import io.arenite.bench.peer.PeerRounds.Effort;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What counts as the same answer, and what is made of a difference and of times.
final class AnswerTest {
    @Test
    void integersAndTextAgreeExactlyAndDoublesToNineDigits() {
        var answer = Answer.of(7L, 100.0, "AAPL");
        assertThat(answer.difference(Answer.of(7L, 100.0 + 9e-8, "AAPL"))).isEmpty();
        assertThat(answer.difference(Answer.of(7.0, 100.0, "AAPL"))).isEmpty();
        assertThat(answer.difference(Answer.of(8L, 100.0, "AAPL"))).contains("cell=0, value=7, other value=8");
        assertThat(answer.difference(Answer.of(7L, 100.0 + 2e-7, "AAPL")))
                .contains("cell=1, value=100.0, other value=100.0000002");
        assertThat(answer.difference(Answer.of(7L, Double.NaN, "AAPL")))
                .contains("cell=1, value=100.0, other value=NaN");
        assertThat(answer.difference(Answer.of(7L, 100.0, "MSFT"))).contains("cell=2, value=AAPL, other value=MSFT");
        assertThat(answer.difference(Answer.of(7L))).contains("cells=3, other cells=1");
    }

    @Test
    void readsTheCellsOfThePythonSide() {
        assertThat(Answer.parse(List.of("i-7", "f0.1", "fnan", "f-inf", "sS001")))
                .isEqualTo(Answer.of(-7L, 0.1, Double.NaN, Double.NEGATIVE_INFINITY, "S001"));
        assertThatThrownBy(() -> Answer.parse(List.of("x1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a cell: text=x1");
    }

    @Test
    void aDisagreementEndsTheRunWithBothValues() {
        var contenders = List.<Contender>of(new Fixed("ours", 1, 5L), new Fixed("theirs", 1, 6L));
        assertThatThrownBy(() -> new PeerRounds(contenders, Effort.SMOKE).compare(Operation.COUNT, 5))
                .isInstanceOf(PeerException.class)
                .hasMessage("answers disagree: operation=count, contender=ours, other contender=theirs, "
                        + "cell=0, value=5, other value=6");
    }

    @Test
    void theBestPeerIsTheOneWithTheSmallestMedian() {
        var comparison = new Comparison(
                Operation.COUNT,
                5,
                List.of(
                        new Timing("Arenite", Contender.Side.OURS, new double[] {1, 2, 3}, 0),
                        new Timing("Polars lazy", Contender.Side.PEER, new double[] {1, 900, 1_000}, 0),
                        new Timing("DuckDB", Contender.Side.PEER, new double[] {600, 700, 3_600}, 0),
                        new Timing(ReadBandwidth.NAME, Contender.Side.LIMIT, new double[] {1, 1, 1}, 0)));
        assertThat(comparison.bestPeer())
                .hasValueSatisfying(best -> assertThat(best.contender()).isEqualTo("DuckDB"));
        Comparison.Verdict verdict = comparison.verdicts().getFirst();
        assertThat(verdict.ratio().ratio()).isEqualTo(600);
        assertThat(verdict.text()).isEqualTo("not met");
        assertThat(PeerTable.markdown(List.of(comparison)))
                .contains("| count | Arenite | DuckDB | 600 (600) | 1,000 | not met | - |");
    }

    /// Gives always the same answer.
    private record Fixed(String name, double ns, Object cell) implements Contender {
        @Override
        public Side side() {
            return Side.PEER;
        }

        @Override
        public boolean can(Operation operation) {
            return true;
        }

        @Override
        public Turn run(Operation operation, int repeats) {
            return new Turn(ns, 0, Answer.of(cell));
        }
    }
}
