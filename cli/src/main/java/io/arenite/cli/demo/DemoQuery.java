package io.arenite.cli.demo;

import static io.arenite.Functions.col;
import static io.arenite.Functions.count;
import static io.arenite.Functions.lit;
import static io.arenite.Functions.vwap;

import io.arenite.Expr;
import io.arenite.LazyFrame;
import io.arenite.Table;
import java.util.ArrayList;
import java.util.List;

/// A question of the demo, as text for the table and as a query.
record DemoQuery(String text, LazyFrame query) {

    /// COUNT, VWAP, filtered sum and VWAP by symbol, as far as the table has the columns.
    static List<DemoQuery> of(Table table, TickColumns columns, double threshold) {
        List<DemoQuery> queries = new ArrayList<>();
        queries.add(new DemoQuery("count", table.lazy().select(count())));
        String averageText = columns.size() == null
                ? "mean(" + columns.price() + ")"
                : "vwap(" + columns.price() + ", " + columns.size() + ")";
        queries.add(new DemoQuery(averageText, table.lazy().select(average(columns))));
        queries.add(new DemoQuery(
                "sum(" + columns.summed() + ") where " + columns.price() + " > " + threshold,
                table.lazy()
                        .filter(col(columns.price()).gt(lit(threshold)))
                        .select(col(columns.summed()).sum())));
        if (columns.symbol() != null) {
            queries.add(new DemoQuery(
                    averageText + " by " + columns.symbol(),
                    table.lazy()
                            .groupBy(columns.symbol())
                            .agg(
                                    average(columns).alias(columns.size() == null ? "mean" : "vwap"),
                                    count().alias("rows"))));
        }
        return queries;
    }

    private static Expr average(TickColumns columns) {
        return columns.size() == null ? col(columns.price()).mean() : vwap(columns.price(), columns.size());
    }
}
