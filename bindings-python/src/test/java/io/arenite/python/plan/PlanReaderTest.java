package io.arenite.python.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.Arenite;
import io.arenite.LazyFrame;
import io.arenite.Table;
import io.arenite.arena.LeakCheck;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import io.arenite.partitions.TimeResolution;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Plans in JSON: what they stand for is tested by the shared cases, here what is wrong with one, and each kind of
/// literal and type.
class PlanReaderTest {
    private Arenite db;
    private Table table;

    @BeforeEach
    void open() {
        db = Arenite.inMemory();
        Schema schema = Schema.builder().timestamp("ts").float64("price").build();
        table = db.createTable("trades", schema, PartitionBy.NONE);
    }

    @AfterEach
    void close() {
        db.close();
        LeakCheck.assertNoLeaks();
    }

    private LazyFrame read(String json) {
        return new PlanReader(handle -> {
                    assertThat(handle).isEqualTo(7);
                    return table.lazy();
                })
                .read(json);
    }

    @Test
    void aPlanIsTheFrameThatJavaWouldWrite() {
        LazyFrame frame = read("""
                ["top_k", ["filter", ["scan", 7], ["gt", ["col", "price"], ["lit", "i64", 15000]]], 3,
                 [["alias", ["pow", ["col", "price"], ["lit", "f64", 0.5]], "root"]]]
                """);
        assertThat(frame).hasToString("scan trades\nfilter price > 15000\ntop 3 by price ** 0.5 as root\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[\"filter\", [\"scan\", 7]                                        | a plan is not JSON: ",
                "7                                                                 | begins with its name: found=7",
                "[]                                                                | begins with its name: found=[]",
                "[\"filtre\", [\"scan\", 7]]        | no such step of a plan: name=filtre, in=[filtre, [scan, 7]]",
                "[\"scan\"]                         | step=scan, arguments=1 wanted, in=[scan]",
                "[\"limit\", [\"scan\", 7], \"x\"]  | step=limit, argument 1=an integer wanted, in=[limit, [scan, 7], x]",
                "[\"limit\", [\"scan\", 7], 1e3]    | step=limit, argument 1=an integer wanted",
                "[\"limit\", [\"scan\", 7], 99999999999999999999] | step=limit, argument 1=an int64 wanted",
                "[\"select\", [\"scan\", 7], 3]     | step=select, argument 1=an array wanted",
                "[\"filter\", [\"scan\", 7], [\"gtt\", 1]]              | no such operation of a plan: name=gtt",
                "[\"filter\", [\"scan\", 7], [\"gt\", [\"col\", \"a\"]]] | step=gt, arguments=2 wanted",
                "[\"filter\", [\"scan\", 7], [\"not\", 3]]              | begins with its name: found=3",
                "[\"filter\", [\"scan\", 7], [\"col\", 3]]              | step=col, argument 0=text wanted",
                "[\"filter\", [\"scan\", 7], [\"var\", [\"col\", \"a\"], -1]] | step=var, argument 1=a count wanted",
                "[\"filter\", [\"scan\", 7], [\"lit\", \"f32\", 1.5]]   | no such kind of literal of a plan: name=lit",
                "[\"filter\", [\"scan\", 7], [\"lit\", \"bool\", 1]]    | step=lit, argument 1=a boolean wanted",
                "[\"filter\", [\"scan\", 7], [\"lit\", \"f64\", 1]]     | step=lit, argument 1=a float wanted",
                "[\"filter\", [\"scan\", 7], [\"lit\", \"null\", 1]]    | step=lit, arguments=1 wanted",
                "[\"filter\", [\"scan\", 7], [\"cast\", [\"col\", \"a\"], \"int65\"]] | no such column type: type=int65",
            })
    void aWrongPlanSaysWhere(String json, String message) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aLongStepIsShownInPart() {
        String names = "[\"col\", \"" + "x".repeat(1_000) + "\"]";
        assertThatThrownBy(() -> read("[\"filtre\", " + names + "]"))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300).endsWith("..."));
    }

    static Stream<Map.Entry<List<Object>, Object>> literals() {
        return Stream.of(
                Map.entry(List.of("lit", "i64", Long.MIN_VALUE), Long.MIN_VALUE),
                Map.entry(List.of("lit", "f64", "-0.0"), -0.0),
                Map.entry(List.of("lit", "f64", "NaN"), Double.NaN),
                Map.entry(List.of("lit", "f64", "-Infinity"), Double.NEGATIVE_INFINITY),
                Map.entry(List.of("lit", "bool", true), true),
                Map.entry(List.of("lit", "str", "a\"ü"), "a\"ü"),
                Map.entry(List.of("lit", "decimal", "1.50"), new BigDecimal("1.50")),
                Map.entry(List.of("lit", "date", -1), LocalDate.of(1969, 12, 31)),
                Map.entry(List.of("lit", "timestamp", -1), Instant.ofEpochSecond(0, -1)),
                Map.entry(
                        List.of("lit", "timestamp", new java.math.BigInteger("253370764800000000000")),
                        Instant.parse("9999-01-01T00:00:00Z")),
                Map.entry(List.of("lit", "duration", -1_500_000_000), Duration.ofMillis(-1_500)));
    }

    @ParameterizedTest
    @MethodSource("literals")
    void literals(Map.Entry<List<Object>, Object> literal) {
        assertThat(LiteralReader.read(Node.of(literal.getKey()))).isEqualTo(literal.getValue());
    }

    @Test
    void eachTypeIsReadFromItsName() {
        List<ColumnType> types = Stream.concat(
                        Stream.of(ColumnType.Kind.values())
                                .filter(kind -> kind != ColumnType.Kind.DECIMAL64
                                        && kind != ColumnType.Kind.TIMESTAMP
                                        && kind != ColumnType.Kind.DURATION)
                                .map(kind -> new ColumnType(kind, 0, null)),
                        Stream.concat(
                                Stream.of(0, 2, 18).map(ColumnType::decimal64),
                                Stream.of(TimeResolution.values())
                                        .flatMap(unit ->
                                                Stream.of(ColumnType.timestamp(unit), ColumnType.duration(unit)))))
                .toList();
        assertThat(types).hasSize(15 + 3 + 8);
        types.forEach(type -> assertThat(TypeReader.read(type.displayName())).isEqualTo(type));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "int65",
                "decimal64",
                "decimal64(19)",
                "decimal64(x)",
                "timestamp",
                "timestamp(h)",
                "int64(3)",
                "Float64",
                "float64 "
            })
    void noSuchType(String name) {
        assertThatThrownBy(() -> TypeReader.read(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }
}
