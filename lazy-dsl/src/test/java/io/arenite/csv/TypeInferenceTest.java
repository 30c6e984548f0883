package io.arenite.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.arenite.partitions.TimeResolution;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TypeInferenceTest {

    private static String typeOf(String name, String... texts) {
        return TypeInference.infer(name, List.of(texts)).type().displayName();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', textBlock = """
            1;2;-3                       > int64
            1;2;2.5                      > float64
            1e5;nan                      > float64
            18446744073709551615;1       > uint64
            99999999999999999999999;1    > symbol
            99999999999999999999999;1.5  > float64
            true;FALSE                   > bool
            007;008                      > symbol
            0;7                          > int64
            0.5;007                      > symbol
            2024-01-01;2024-01-02        > date32
            2024-01-01T10:00;2024-01-02  > timestamp(ns)
            buy;sell;buy                 > symbol
            1;x                          > symbol
            """)
    void narrowestTypeThatHoldsTheSample(String texts, String expected) {
        assertThat(typeOf("x", texts.split(";"))).isEqualTo(expected);
    }

    @Test
    void manyDifferentTextsAreNotSymbols() {
        String[] notes = IntStream.range(0, 100).mapToObj(i -> "note " + i).toArray(String[]::new);
        assertThat(typeOf("note", notes)).isEqualTo("utf8");
        assertThat(typeOf("symbol", notes)).isEqualTo("symbol");
        assertThat(typeOf("venue", Collections.nCopies(100, "N").toArray(String[]::new)))
                .isEqualTo("symbol");
    }

    @Test
    void wholeNumbersAreTimesWhereNameAndSizeSaySo() {
        assertThat(typeOf("recv_ts", "1723161255088165267")).isEqualTo("timestamp(ns)");
        assertThat(typeOf("exchange_time", "1723161255088")).isEqualTo("timestamp(ns)");
        assertThat(typeOf("latency_ns", "2500")).isEqualTo("int64");
        assertThat(typeOf("trade_id", "1723161255088")).isEqualTo("int64");
    }

    @Test
    void anEmptyColumnIsANumberByDefault() {
        assertThat(TypeInference.infer("volume", List.of()).allNull()).isTrue();
        assertThat(typeOf("volume")).isEqualTo("float64");
    }

    @Test
    void theDesignatedTimestampTakesItsUnitFromOptionNameOrSize() {
        assertThat(TypeInference.timestamp("ts", List.of("1723161255088"), null).form())
                .isEqualTo(new TextForm.Epoch(TimeResolution.MILLIS));
        assertThat(TypeInference.timestamp("ts", List.of("1723161255.5"), null).form())
                .isEqualTo(new TextForm.Epoch(TimeResolution.SECONDS));
        assertThat(TypeInference.timestamp("ts_us", List.of("5"), null).form())
                .isEqualTo(new TextForm.Epoch(TimeResolution.MICROS));
        assertThat(TypeInference.timestamp("ts_us", List.of("5"), TimeResolution.NANOS)
                        .form())
                .isEqualTo(new TextForm.Epoch(TimeResolution.NANOS));
        assertThat(TypeInference.timestamp("time", List.of("2024-08-08 10:00:00"), null)
                        .form())
                .isEqualTo(TextForm.ISO);
    }
}
