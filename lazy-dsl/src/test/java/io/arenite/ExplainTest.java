package io.arenite;

import static io.arenite.Functions.col;
import static io.arenite.Functions.vwap;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
final class ExplainTest {
    @Test
    void showsEachStage() {
        try (var db = Arenite.inMemory()) {
            LazyFrame frame = TestTables.trades(db)
                    .lazy()
                    .filter(col("sym").isIn("AAPL", "MSFT").and(col("ts").lt("2024-08-09")))
                    .filter(col("price").gt(15))
                    .groupBy("sym")
                    .agg(vwap("price", "size"))
                    .limit(1);
            assertThat(frame).hasToString("""
                            scan trades
                            filter sym in ["AAPL", "MSFT"] and ts < "2024-08-09"
                            filter price > 15
                            group by sym agg vwap(price, size)
                            limit 1
                            """);
            assertThat(frame.explain()).isEqualTo("""
                            -- typed
                            scan trades
                            filter sym in ["AAPL", "MSFT"] and ts < "2024-08-09"
                            filter price > 15
                            group by sym agg vwap(price, size)
                            limit 1
                            -- bound
                            scan trades -> [ts timestamp(ns), sym symbol, price float64, size int64]
                            filter sym in [AAPL, MSFT] and ts < 2024-08-09T00:00:00Z -> [ts timestamp(ns), sym symbol, \
                            price float64, size int64]
                            filter price > 15.0 -> [ts timestamp(ns), sym symbol, price float64, size int64]
                            group by [sym] agg [vwap(price, size)] -> [sym symbol, #0 float64]
                            project [sym, #0] -> [sym symbol, vwap float64]
                            limit 1 -> [sym symbol, vwap float64]
                            -- optimized
                            scan trades
                              keys sym in [AAPL, MSFT]
                              time from the beginning to 2024-08-09T00:00:00Z
                              where price > 15.0
                            aggregate [vwap(price, size)] by [sym]
                            the first 1
                            -- physical
                            tier=batches
                            partitions=1 of 2, pruned by key=0, pruned by time=1, rows at most=3
                            columns read=[sym, price, size] of 4
                            blocks pruned by statistics of=[price]
                            """);
            assertThat(frame.profile()).contains("-- profile\n", "rows scanned=3", "rows of the result=1, time us=");
        }
    }
}
