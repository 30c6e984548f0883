package io.arenite.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.arenite.arena.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DemoTest {

    private static final Path DATA = Path.of(System.getenv().getOrDefault("ARENITE_TEST_DATA", "shared/data"));

    @TempDir
    Path folder;

    @AfterEach
    void nothingLeaks() {
        LeakCheck.assertNoLeaks();
    }

    @Test
    void asksAboutASmallFile() throws Exception {
        Path file = Files.writeString(folder.resolve("my-trades.csv"), """
                ts,symbol,price,size
                1723161255000,A,10.0,1
                1723161256000,B,20.0,3
                1723161257000,A,12.0,3
                """);
        CommandRun run = CommandRun.of("demo", file.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("loaded 3 rows from " + file)
                .contains("table trades: price=price, size=size, key=symbol")
                .containsPattern("query +cold +warm +after 1,000 more rows +answer")
                .containsPattern("count .* 3\n")
                .containsPattern("vwap\\(price, size\\) .* 15\\.142857142857142\\n")
                .containsPattern("sum\\(size\\) where price > 10.0 .* 6\n")
                .containsPattern("vwap\\(price, size\\) by symbol .* 2 rows, below");
    }

    @Test
    void worksWithoutSizesWithoutKeyAndWithNulls() throws Exception {
        Path file = Files.writeString(
                folder.resolve("q.csv"), "ts_ms,ask,bid,note\n1723161255000,2,1,\n1723161256000,,3,\n");
        CommandRun run = CommandRun.of("demo", "--type", "note=utf8", file.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("price=bid, no sizes, no key")
                .containsPattern("mean\\(bid\\) .* 2\\.0\n")
                .containsPattern("sum\\(bid\\) where bid > 1.0 .* 3\n");
    }

    @Test
    void takesNoColumnTwiceNorTheTimestamp() throws Exception {
        Path file = Files.writeString(folder.resolve("t.csv"), "ts,price,volume\n1723161255000,7,1.5\n");
        CommandRun swapped = CommandRun.of("demo", "--ts", "price", file.toString());
        assertThat(swapped.out())
                .contains("loaded 1 row from", "timestamps in price: 1970-01-01T00:00:07Z to 1970-01-01T00:00:07Z")
                .contains("no key")
                .doesNotContain("price=price", "price=volume, size=volume");
        Path alone = Files.writeString(folder.resolve("u.csv"), "ts,volume\n1723161255000,1.5\n");
        assertThat(CommandRun.of("demo", alone.toString()).out()).contains("price=volume, no sizes");
    }

    @Test
    void filesWithOtherColumnsBecomeOtherTables() throws Exception {
        Path trades = Files.writeString(folder.resolve("a-trades.csv"), "ts,price,size\n1723161255000,1.5,2\n");
        Path more = Files.writeString(folder.resolve("b-trades.csv"), "size,ts,price\n3,1723161256000,1.5\n");
        Path quotes = Files.writeString(folder.resolve("a-quotes.csv"), "ts,bid,bid_size\n1723161255000,1.5,2\n");
        CommandRun run = CommandRun.of("demo", trades.toString(), quotes.toString(), more.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("loaded 2 rows from 2 files like " + trades)
                .contains("table trades: price=price, size=size, no key")
                .contains("table quotes: price=bid, size=bid_size, no key");
    }

    @Test
    void generatesTheSameTicksEveryTime() {
        CommandRun first = CommandRun.of("demo", "--rows", "100000");
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out())
                .contains("generated 100,000 ticks of 100 symbols (seed 20240808)")
                .containsPattern("count .* 100,000\n");
        CommandRun second = CommandRun.of("demo", "--rows", "100000");
        assertThat(groups(second)).isEqualTo(groups(first)).contains("BARA");
    }

    private static String groups(CommandRun run) {
        return run.out().substring(run.out().indexOf("by symbol\n"));
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource({
        "binance/usdm-20240808-trades.csv.gz, 35389, vwap(price)",
        "binance/usdm-20240808-quotes.csv.gz, 120081, vwap(bid",
        "fx/oanda-20140508-ticks.csv.gz, 0, mean(bid)",
        "dukascopy/btcusd_ticks.csv, 8523, mean(bid)",
        "dukascopy/eurusd_bid_m1.csv, 60, vwap(close"
    })
    void asksAboutRealData(String name, int rows, String question) {
        Path file = DATA.resolve(name);
        assumeTrue(Files.exists(file), "no test data at " + DATA);
        CommandRun run = CommandRun.of("demo", file.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains(question.replace("(price)", "(price, size)"));
        if (rows > 0) {
            assertThat(run.out()).contains("loaded " + Figures.count(rows) + " rows");
        }
    }
}
