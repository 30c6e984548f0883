package io.arenite.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every way in which a file can be wrong, and the text that says so.
final class CsvErrorTest {

    private static final CsvOptions DEFAULTS = CsvOptions.defaults();
    private static final String NOTHING = "\nnothing was imported";

    @TempDir
    Path folder;

    private CsvFixture csv;

    @BeforeEach
    void prepare() {
        csv = new CsvFixture(folder);
    }

    @Test
    void missingFile() {
        assertThat(csv.failure(DEFAULTS, folder.resolve("none.csv"))).isEqualTo("no such file: file=none.csv");
    }

    @Test
    void folderInsteadOfAFile() {
        assertThat(csv.failure(DEFAULTS, folder)).isEqualTo("a folder, not a file: file=" + folder);
    }

    @Test
    void pipesAreRefusedBeforeTheyAreOpened() {
        assertThat(csv.failure(DEFAULTS, Path.of("/dev/null")))
                .isEqualTo("not a regular file, which has to be read twice: file=/dev/null");
    }

    @Test
    void emptyFile() {
        assertThat(csv.failure("")).isEqualTo("empty file: file=t.csv");
        assertThat(csv.failure("\n\n")).isEqualTo("empty file: file=t.csv");
        assertThat(csv.failure(DEFAULTS, csv.write("t.csv.gz", CsvFixture.gzip(""))))
                .isEqualTo("empty file: file=t.csv.gz");
    }

    @Test
    void headerOnly() {
        assertThat(csv.failure("ts,price\n")).isEqualTo("no rows after the header: file=t.csv");
    }

    @Test
    void headerOnlyIsFineBesideAFileWithRows() {
        Path quiet = csv.write("quiet.csv", "ts,price\n");
        Path busy = csv.write("busy.csv", "ts,price\n1000000000000,1.5\n");
        assertThat(csv.load(DEFAULTS, quiet, busy)).hasSize(1);
    }

    @Test
    void firstRowIsData() {
        assertThat(csv.failure("1000000000000,A,1.5\n"))
                .isEqualTo(
                        "first row is not a header: file=t.csv, line=1, text=\"1000000000000\", hint=--no-header=NAME,NAME,...");
    }

    @Test
    void headerWithAHoleOrTwins() {
        assertThat(csv.failure("ts,,price\n1,2,3\n"))
                .isEqualTo("column without a name: position=2: file=t.csv, line=1");
        assertThat(csv.failure("ts,price,price\n1,2,3\n"))
                .isEqualTo("column name used twice: file=t.csv, line=1, column=price");
    }

    @Test
    void noTimestampColumn() {
        assertThat(csv.failure("when,price\n1,2\n"))
                .isEqualTo("no timestamp column: file=t.csv, hint=name it with --ts, columns are [when, price]");
        assertThat(csv.failure(DEFAULTS.withTimestampColumn("tz"), csv.write("t.csv", "ts,price\n1,2\n")))
                .isEqualTo("no such column: file=t.csv, column=tz, hint=--ts names it, columns are [ts, price]");
    }

    @ParameterizedTest
    @CsvSource({"';', ;", "'\t', \\t"})
    void headerWithAnotherSeparator(String separator, String option) {
        assertThat(csv.failure("ts" + separator + "price\n1" + separator + "2\n"))
                .isEqualTo("header of one column: file=t.csv, line=1, text=\"ts" + CsvError.printable(separator)
                        + "price\", hint=--separator '" + option + "'");
    }

    @Test
    void timestampColumnOfTexts() {
        Path file = csv.write("t.csv", "ts,side\n1000000000000,buy\n");
        assertThat(csv.failure(DEFAULTS.withTimestampColumn("side"), file))
                .isEqualTo("not a timestamp column: file=t.csv, column=side, text=\"buy\", "
                        + "hint=name the timestamp with --ts, columns are [ts, side]");
    }

    @Test
    void missingColumnInALaterFile() {
        Path first = csv.write("a.csv", "ts,price,size\n1000000000000,1,2\n");
        Path second = csv.write("b.csv", "ts,price\n1000000000000,1\n");
        assertThat(csv.failure(DEFAULTS, first, second))
                .isEqualTo("missing column: file=b.csv, line=1, column=size, hint=columns are [ts, price]\n"
                        + "of this file nothing was imported; committed before: files=1, rows=1");
        assertThat(csv.target.committed).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "bool, maybe, not a bool",
        "int64, 1.5, not an integer",
        "int64, 9223372036854775808, outside int64",
        "int8, 128, outside int8",
        "int16, -32769, outside int16",
        "int32, 2147483648, outside int32",
        "uint8, -1, outside uint8",
        "uint16, 65536, outside uint16",
        "uint32, 4294967296, outside uint32",
        "uint64, -1, not a uint64",
        "float32, 1.2.3, not a number",
        "float64, abc, not a number",
        "decimal64(2), 0.001, more than 2 decimals",
        "timestamp(ms), 12:00, not an epoch timestamp in millis",
        "date32, 2024-02-30, no such date"
    })
    void textThatIsNotOfItsColumnsType(String type, String text, String rule) {
        Path file = csv.write("t.csv", "ts,x\n1000000000000,\n1000000000001," + text + "\n");
        assertThat(csv.failure(DEFAULTS.withType("x", type), file))
                .isEqualTo(rule + ": file=t.csv, line=3, column=x, text=\"" + text + "\"" + NOTHING);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 2.5, not an integer, --type x=float64",
        "1, abc, not an integer, --type x=utf8 or --on-error skip",
        "1, 9223372036854775808, outside int64, --type x=uint64",
        "1.5, abc, not a number, --type x=utf8 or --on-error skip",
        "true, 2, not a bool, --type x=utf8 or --on-error skip",
        "2024-01-01, x, not an ISO-8601 timestamp, --type x=utf8 or --on-error skip"
    })
    void aRowThatContradictsTheSampleTellsHowToSetTheType(String usual, String text, String rule, String hint) {
        StringBuilder rows = new StringBuilder("ts,x\n");
        for (int i = 0; i < CsvLayout.SAMPLE_ROWS; i++) {
            rows.append("1000000000000,").append(usual).append('\n');
        }
        rows.append("1000000000000,").append(text).append('\n');
        String expected = rule + ": file=t.csv, line=10002, column=x, text=\"" + text + "\", hint=";
        assertThat(csv.failure(rows.toString())).isEqualTo(expected + hint + NOTHING);
    }

    @Test
    void oneStrayTextInTheSampleIsAnErrorOfItsRow() {
        StringBuilder rows = new StringBuilder("ts,price\n");
        for (int i = 0; i < 200; i++) {
            rows.append("1000000000000,").append(i == 57 ? "oops" : "1.5").append('\n');
        }
        assertThat(csv.failure(rows.toString()))
                .isEqualTo(
                        "not a number: file=t.csv, line=59, column=price, text=\"oops\", hint=--type price=utf8 or --on-error skip"
                                + NOTHING);
    }

    @Test
    void raggedRows() {
        assertThat(csv.failure("ts,a,b\n1000000000000,1,2\n1000000000001,1\n"))
                .isEqualTo("wrong number of fields (2 instead of 3): file=t.csv, line=3, column=b, "
                        + "text=\"1000000000001,1\"" + NOTHING);
        assertThat(csv.failure("ts,a\n1000000000000,1\n1000000000001,1,2\n"))
                .isEqualTo("wrong number of fields (3 instead of 2): file=t.csv, line=3, column=a, "
                        + "text=\"1000000000001,1,2\"" + NOTHING);
    }

    @Test
    void quoteNeverClosed() {
        assertThat(csv.failure("ts,note\n1000000000000,ok\n1000000000001,\"open\n1000000000002,x\n"))
                .isEqualTo(
                        "quote never closed: file=t.csv, line=3, column=note, text=\"1000000000001,\"open\"" + NOTHING);
        Path file = csv.write("t.csv", "ts,note\n1000000000000,ok\n1000000000001,\"open\n1000000000002,x\n");
        assertThat(csv.failure(DEFAULTS.withOnError(OnError.SKIP), file))
                .startsWith("quote never closed: file=t.csv, line=3");
    }

    @Test
    void textAfterAClosingQuote() {
        assertThat(csv.failure("ts,note\n1000000000000,ok\n1000000000001,\"a\"b\n"))
                .isEqualTo("text after a closing quote: file=t.csv, line=3, column=note, text=\"1000000000001,\"a\"b\""
                        + NOTHING);
    }

    @Test
    void truncatedGzip() {
        StringBuilder text = new StringBuilder("ts,price\n");
        for (int i = 0; i < 50_000; i++) {
            text.append(1_000_000_000_000L + i)
                    .append(',')
                    .append(i * 7919 % 10_007)
                    .append('\n');
        }
        byte[] whole = CsvFixture.gzip(text.toString());
        Path file = csv.write("t.csv.gz", Arrays.copyOf(whole, whole.length / 2));
        assertThat(csv.failure(DEFAULTS, file))
                .matches(
                        "gzip data ends early after line \\d+: file=t.csv.gz, hint=the file is truncated, fetch it again"
                                + NOTHING);
        byte[] damaged = whole.clone();
        Arrays.fill(damaged, whole.length / 2, whole.length / 2 + 64, (byte) 0x55);
        assertThat(csv.failure(DEFAULTS, csv.write("d.csv.gz", damaged)))
                .matches("(?s)gzip data is damaged after line \\d+: file=d.csv.gz" + NOTHING
                        + "|.*file=d.csv.gz, line=.*" + NOTHING);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 30, 200_000})
    void bytesAfterTheGzipData(int count) {
        byte[] whole = CsvFixture.gzip("ts,price\n1000000000000,1\n");
        byte[] longer = Arrays.copyOf(whole, whole.length + count);
        Arrays.fill(longer, whole.length, longer.length, (byte) 'x');
        assertThat(csv.failure(DEFAULTS, csv.write("t.csv.gz", longer)))
                .isEqualTo("bytes after the end of the gzip data: file=t.csv.gz, hint=fetch the file again" + NOTHING);
    }

    @Test
    void notUtf8() {
        Path latin1 = csv.write("t.csv", "ts,note\n1000000000000,Zürich\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(csv.failure(DEFAULTS, latin1)).startsWith("not UTF-8").contains(": file=t.csv");
        Path utf16 = csv.write("u.csv", "ts,note\n1000000000000,x\n".getBytes(StandardCharsets.UTF_16));
        assertThat(csv.failure(DEFAULTS, utf16)).isEqualTo("not UTF-8 but UTF-16: file=u.csv");
        Path zip = csv.write("z.csv", new byte[] {'P', 'K', 3, 4, 0, 0});
        assertThat(csv.failure(DEFAULTS, zip))
                .isEqualTo("not CSV but a compressed file (only gzip is read): file=z.csv");
    }

    @Test
    void optionsThatNameNothing() {
        Path file = csv.write("t.csv", "ts,price\n1000000000000,1\n");
        assertThatThrownBy(() -> csv.load(DEFAULTS.withType("price", "float"), file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown type: column=price, type=float, known=" + TypeSpec.NAMES);
        assertThatThrownBy(() -> csv.load(DEFAULTS.withType("price", "decimal64(19)"), file))
                .hasMessageStartingWith("unknown type: column=price, type=decimal64(19)");
        assertThat(csv.failure(DEFAULTS.withType("prize", "int64"), file))
                .isEqualTo("no such column: file=t.csv, column=prize, hint=--type names it, columns are [ts, price]");
        assertThatThrownBy(() -> CsvLayout.of(List.of(), DEFAULTS)).hasMessage("no files given");
    }

    @Test
    void longAndOddTextsAreCutAndEscaped() {
        String text = "x\u0001" + "y".repeat(100);
        Path file = csv.write("t.csv", "ts,a\n1000000000000," + text + "\n");
        assertThat(csv.failure(DEFAULTS.withType("a", "int64"), file))
                .isEqualTo("not an integer: file=t.csv, line=2, column=a, text=\"x\\u0001" + "y".repeat(58)
                        + "... (102 characters)\"" + NOTHING);
    }
}
