package io.arenite.cli.demo;

import static io.arenite.Functions.col;
import static io.arenite.Functions.count;
import static io.arenite.Functions.lit;
import static io.arenite.Functions.vwap;

import io.arenite.Expr;
import io.arenite.LazyFrame;
import io.arenite.Table;

/// A question of the demo, as text for the table and as a query.
record DemoQuery(String text, LazyFrame query) {

    static DemoQuery countOf(Table table) {
        return new DemoQuery("count", table.lazy().select(count()));
    }

    /// VWAP, or the mean price where there are no sizes.
    static DemoQuery averageOf(Table table, TickColumns columns) {
        return new DemoQuery(averageText(columns), table.lazy().select(average(columns)));
    }

    static DemoQuery filteredSumOf(Table table, TickColumns columns, double threshold) {
        LazyFrame above = table.lazy().filter(col(columns.price()).gt(lit(threshold)));
        return new DemoQuery(
                "sum(" + columns.summed() + ") where " + columns.price() + " > " + threshold,
                above.select(col(columns.summed()).sum()));
    }

    /// The average of each symbol; the table must have a key.
    static DemoQuery averageBySymbolOf(Table table, TickColumns columns) {
        Expr average = average(columns).alias(columns.size() == null ? "mean" : "vwap");
        return new DemoQuery(
                averageText(columns) + " by " + columns.symbol(),
                table.lazy().groupBy(columns.symbol()).agg(average, count().alias("rows")));
    }

    private static String averageText(TickColumns columns) {
        return columns.size() == null
                ? "mean(" + columns.price() + ")"
                : "vwap(" + columns.price() + ", " + columns.size() + ")";
    }

    private static Expr average(TickColumns columns) {
        return columns.size() == null ? col(columns.price()).mean() : vwap(columns.price(), columns.size());
    }
}
