package io.arenite.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.bench.page.Section;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Every set of ratios has its place on the page, and its figures become rows.
final class RatioSetsTest {
    @Test
    void eachSetHasASection() {
        assertThat(RatioSets.NAMES)
                .isNotEmpty()
                .allSatisfy(set -> assertThat(Section.ofId(set).title()).isNotBlank());
        assertThatThrownBy(() -> Section.ofId("nonsense"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no such section of the page: id=nonsense");
    }

    @Test
    void figuresBecomeRows() {
        var measured = new Ratio("vwap", 100_000, 16.25, 0.987, 0.0123, "gcc");
        var alone = new Ratio("sum", 7, 0.5, Double.NaN, 0, "nothing: no gcc");
        assertThat(RatioSets.markdown(List.of(measured, alone))).isEqualTo("""
                        | figure | rows | median | ratio | spread | against |
                        |---|---:|---:|---:|---:|---:|
                        | vwap | 100,000 | 16.3 us | 0.987 | 0.012 | gcc |
                        | sum | 7 | 500 ns | - | 0 | nothing: no gcc |
                        """);
    }
}
