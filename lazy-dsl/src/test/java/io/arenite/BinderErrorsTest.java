package io.arenite;

import static io.arenite.Functions.col;
import static io.arenite.Functions.count;
import static io.arenite.Functions.lit;
import static io.arenite.Functions.sum;
import static io.arenite.Functions.vwap;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.lazy.plan.QueryException;
import io.arenite.partitions.ColumnType;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What the binder refuses, and what it says: always before anything runs.
@ExtendWith(NoLeaks.class)
final class BinderErrorsTest {
    private Arenite db;
    private LazyFrame trades;

    @BeforeEach
    void open() {
        db = Arenite.inMemory();
        trades = TestTables.allTypes(db).lazy();
    }

    @AfterEach
    void close() {
        db.close();
    }

    private static void refused(LazyFrame frame, String message) {
        assertThatThrownBy(frame::collect).isInstanceOf(QueryException.class).hasMessage(message);
    }

    private void unsuited(Expr filled) {
        LazyFrame frame = trades.select(filled);
        assertThatThrownBy(frame::collect)
                .isInstanceOf(QueryException.class)
                .hasMessageStartingWith("the literal does not suit the type: ");
    }

    @Test
    void unknownColumns() {
        refused(trades.select("prize"), "unknown column: column=prize, did you mean=[price]");
        refused(
                trades.select("sym", "size").filter(col("zzzzzzz").gt(1)),
                "unknown column: column=zzzzzzz, columns=[sym, size]");
        refused(trades.select("size").filter(col("price").gt(1)), "unknown column: column=price, columns=[size]");
        refused(trades.groupBy("syn").agg(count()), "unknown column: column=syn, did you mean=[sym]");
    }

    @Test
    void typesThatDoNotMeet() {
        refused(
                trades.filter(col("size").eq("ten")),
                "the literal does not suit the type: literal=\"ten\", type=int64, expression=size == \"ten\"");
        refused(
                trades.filter(col("ts").gt("yesterday")),
                "the literal does not suit the type: literal=\"yesterday\", type=timestamp(ns), "
                        + "expression=ts > \"yesterday\"");
        refused(
                trades.filter(col("sym").eq(5)),
                "the literal does not suit the type: literal=5, type=symbol, expression=sym == 5");
        refused(
                trades.filter(col("sym").eq(col("price"))),
                "these types cannot be compared: left=symbol, right=float64, expression=sym == price");
        refused(
                trades.select(col("sym").plus(1)),
                "no such arithmetic between these types: operation=symbol + int64, expression=sym + 1");
        refused(
                trades.select(col("sym").sum()),
                "no such aggregate of this type: kind=SUM, type=symbol, expression=sum(sym)");
        refused(trades.filter(col("size")), "a filter must be boolean: type=int64, expression=size");
        refused(
                trades.filter(col("size").and(col("buy"))),
                "a logical operation takes booleans: operation=and, operand type=int64, expression=size and buy");
        refused(trades.filter(col("size").isNan()), "only floats can be NaN: type=int64, expression=size is nan");
        refused(
                trades.filter(col("sym").lt("M")),
                "only == and != compare this type: type=symbol, operator=<, literal=\"M\", expression=sym < \"M\"");
        refused(
                trades.filter(col("note").eq("x")),
                "text and bytes cannot be compared yet, symbols can (of a scanned file: scan(path, symbols=[...])): "
                        + "type=utf8, literal=\"x\", "
                        + "expression=note == \"x\"");
        refused(
                trades.select(col("sym").cast(ColumnType.INT64)),
                "no such cast: from=symbol, to=int64, expression=cast(sym as int64)");
    }

    @Test
    void literalsThatDoNotFit() {
        refused(
                trades.select(col("amount").fillNull(new BigDecimal("0.001"))),
                "the literal does not suit the type: literal=0.001, type=decimal64(2), "
                        + "expression=fill_null(amount, 0.001)");
        refused(
                trades.select(col("venue").fillNull("NOWHERE")),
                "unknown symbol, and a query creates none: symbol=NOWHERE, expression=fill_null(venue, \"NOWHERE\")");
        refused(
                trades.select(col("sent").plus(Duration.ofNanos(1))),
                "the literal does not suit the type: literal=PT0.000000001S, type=duration(ms), "
                        + "expression=sent + duration 'PT0.000000001S'");
        refused(
                trades.select(col("tiny").fillNull(300)),
                "the literal does not suit the type: literal=300, type=int8, expression=fill_null(tiny, 300)");
        unsuited(col("tiny").fillNull(128));
        unsuited(col("tiny").fillNull(-129));
        unsuited(col("size").cast(ColumnType.UINT8).fillNull(-1));
        unsuited(col("size").cast(ColumnType.UINT8).fillNull(256));
        unsuited(col("day").fillNull(LocalDate.MAX));
        unsuited(col("day").fillNull(LocalDate.ofEpochDay(1L << 31)));
        unsuited(col("ratio").fillNull(1e300));
        unsuited(col("price").fillNull(new BigDecimal("1e400")));
        trades.select(
                        col("tiny").fillNull(-128).alias("least"),
                        col("size").cast(ColumnType.UINT8).fillNull(255).alias("most"),
                        col("ratio").fillNull(Double.NEGATIVE_INFINITY).alias("infinite"))
                .collect()
                .close();
        refused(trades.select(lit(null)), "a null has no type by itself, cast it: literal=null, expression=null");
        refused(
                trades.select(lit(new BigDecimal("1e-19"))),
                "too many digits for a decimal64: value=1E-19, scale=19, expression=1E-19");
    }

    @Test
    void aggregatesOutOfPlace() {
        refused(
                trades.filter(sum("size").gt(10)),
                "an aggregate where rows are asked for: aggregate=sum(size); compute it with select or "
                        + "groupBy(...).agg, then use its column");
        refused(
                trades.withColumns(vwap("price", "size")),
                "an aggregate where rows are asked for: aggregate=vwap(price, size); compute it with select or "
                        + "groupBy(...).agg, then use its column");
        refused(
                trades.select(sum("size"), col("price")),
                "a column beside aggregates: column=price, expression=price; aggregate it, or group by it with "
                        + "groupBy(...).agg(...)");
        refused(
                trades.groupBy("sym").agg(col("price").plus(sum("size")).alias("x")),
                "neither a group key nor aggregated: column=price, expression=price + sum(size) as x, keys=[sym]");
        refused(
                trades.select(sum("size").max()),
                "an aggregate where rows are asked for: aggregate=sum(size); compute it with select or "
                        + "groupBy(...).agg, then use its column");
        refused(
                trades.limit(5).select(sum("size")),
                "aggregates over a result that is aggregated, limited or (for first and last) sorted are not supported "
                        + "yet: table=trades; aggregate before, or collect first");
        refused(trades.filter(col("size").desc()), "desc() is for sort keys only: expression=size desc");
    }

    @Test
    void names() {
        refused(
                trades.select(col("price").min(), col("price").max()),
                "two columns of one name: name=price, expression=max(price); rename one with alias(name)");
        refused(
                trades.groupBy("note").agg(count()),
                "text and bytes cannot be group keys yet, symbols can (of a scanned file: scan(path, symbols=[...])): "
                        + "type=utf8, expression=note");
    }

    @Test
    void stepsWithoutSense() {
        assertThatThrownBy(() -> trades.select(new Expr[0])).hasMessage("nothing to do: step=select, expressions=0");
        assertThatThrownBy(() -> trades.limit(-1)).hasMessage("rows must not be negative: step=limit, rows=-1");
    }
}
