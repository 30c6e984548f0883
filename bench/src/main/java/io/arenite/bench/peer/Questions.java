package io.arenite.bench.peer;

import static io.arenite.Functions.col;
import static io.arenite.Functions.vwap;

import io.arenite.LazyFrame;
import io.arenite.Result;
import io.arenite.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The operations as our queries, and their answers cell by cell.
final class Questions {
    private Questions() {}

    /// A query that is kept and collected again and again.
    static LazyFrame query(Operation operation, Table trades, Table small, WorkSet work) {
        LazyFrame all = trades.lazy();
        LazyFrame one = small.lazy().filter(col("sym").eq(WorkSet.SMALL_SYMBOL));
        return switch (operation) {
            case ROW_COUNT, COUNT -> all.count();
            case VWAP -> all.select(vwap("price", "size"));
            case FILTERED_SUM ->
                all.filter(col("price").gt(work.priceLimit()))
                        .select(col("size").sum());
            case SCATTERED_SUM ->
                all.filter(col("size").gt(work.sizeLimit())).select(col("price").sum());
            case VWAP_OF_ONE -> all.filter(col("sym").eq(work.symbol())).select(vwap("price", "size"));
            case VWAP_BY_SYMBOL -> all.groupBy("sym").agg(vwap("price", "size"));
            case LATEST -> all.groupBy("sym").agg(col("price").last());
            case TOP ->
                all.select(
                                col("ts"),
                                col("sym"),
                                col("price").times(col("size")).alias("notional"))
                        .topK(10, col("notional"));
            case SMALL_VWAP -> one.select(vwap("price", "size"));
            case SMALL_FILTERED_SUM ->
                one.filter(col("price").gt(work.smallPriceLimit()))
                        .select(col("size").sum());
        };
    }

    /// The rows in the order that the Python side gives them: groups by symbol, the rest as it comes.
    static Answer answer(Operation operation, LazyFrame query) {
        try (Result result = query.collect()) {
            var rows = new ArrayList<List<Object>>(result.rows());
            switch (operation) {
                case VWAP_BY_SYMBOL, LATEST -> rows.sort(Comparator.comparing(row -> (String) row.getFirst()));
                case ROW_COUNT,
                        COUNT,
                        VWAP,
                        FILTERED_SUM,
                        SCATTERED_SUM,
                        VWAP_OF_ONE,
                        TOP,
                        SMALL_VWAP,
                        SMALL_FILTERED_SUM -> {
                    // One row, or rows in an order that is part of the answer.
                }
            }
            return new Answer(rows.stream().flatMap(List::stream).toList());
        }
    }
}
