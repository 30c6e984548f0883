package io.arenite.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CsvImportTest {

    private static final CsvOptions DEFAULTS = CsvOptions.defaults();

    @TempDir
    Path folder;

    private CsvFixture csv;

    @BeforeEach
    void prepare() {
        csv = new CsvFixture(folder);
    }

    @Test
    void readsTicks() {
        assertThat(csv.load("ts,symbol,price,size\n1723161255088165267,A,1.5,3\n1723161255088165268,B,2,4\n"))
                .containsExactly("1723161255088165267|A|1.5|3", "1723161255088165268|B|2.0|4");
        assertThat(csv.schema)
                .isEqualTo("Schema(ts timestamp(ns) designated, symbol symbol key, price float64, size int64)");
        assertThat(csv.report.rows()).isEqualTo(2);
        assertThat(csv.report.textBytes()).isEqualTo(csv.report.fileBytes()).isEqualTo(75);
    }

    @Test
    void columnsMayComeInAnyOrderAndDifferBetweenFiles() {
        Path first = csv.write("a.csv", "price,ts,symbol\n1.5,1000000000000,A\n");
        Path second = csv.write("b.csv", "symbol,price,ts\nB,2.5,1000000000001\n");
        assertThat(csv.load(DEFAULTS, first, second))
                .containsExactly("1.5|1000000000000000000|A", "2.5|1000000000001000000|B");
    }

    @Test
    void readsByteOrderMarkCarriageReturnsQuotesAndNoLastLineEnd() {
        assertThat(csv.load(
                        "\uFEFFts,symbol,\"note\"\r\n1000000000000,A,\"x, \"\"y\"\"\nz\"\r\n\r\n1000000000001,B,\"\""))
                .containsExactly("1000000000000000000|A|x, \"y\"\nz", "1000000000001000000|B|");
    }

    @Test
    void gzipIsKnownByItsContentAndMayHaveSeveralMembers() throws java.io.IOException {
        java.io.ByteArrayOutputStream members = new java.io.ByteArrayOutputStream();
        members.write(CsvFixture.gzip("ts,p\n1000000000000,1\n"));
        members.write(CsvFixture.gzip("1000000000001,2\n"));
        Path file = csv.write("odd.name", members.toByteArray());
        assertThat(csv.load(DEFAULTS, file)).hasSize(2);
        assertThat(csv.report.textBytes()).isEqualTo(37);
    }

    @Test
    void emptyFieldsAndNamedTextsAreNull() {
        Path file = csv.write("t.csv", "ts,price,side,note\n1000000000000,,,\n1000000000001,NA,NA,\"NA\"\n");
        assertThat(csv.load(DEFAULTS.withNullTexts(Set.of("NA")).withType("note", "utf8"), file))
                .containsExactly("1000000000000000000|null|null|null", "1000000000001000000|null|null|NA");
    }

    @Test
    void withoutHeaderTheNamesComeFromTheCaller() {
        Path file = csv.write("t.csv", "1000000000000,A,1\n1000000000001,A,2\n");
        assertThat(csv.load(DEFAULTS.withColumnNames(List.of("ts", "sym", "size")), file))
                .containsExactly("1000000000000000000|A|1", "1000000000001000000|A|2");
    }

    @Test
    void typesKeyTimestampAndSeparatorCanBeSet() {
        Path file = csv.write("t.csv", "when;venue;price;id;x\n1723161255;N;61800.30;7;a\n");
        CsvOptions options = DEFAULTS.withSeparator(';')
                .withTimestampColumn("when")
                .withKeyColumn("venue")
                .withType("price", "decimal64(2)")
                .withType("id", "uint16")
                .withType("x", "skip");
        assertThat(csv.load(options, file)).containsExactly("1723161255000000000|N|6180030|7");
        assertThat(csv.schema)
                .isEqualTo("Schema(when timestamp(ns) designated, venue symbol key, price decimal64(2), id uint16)");
        assertThat(csv.load(options.withoutKey(), file)).hasSize(1);
        assertThat(csv.schema).doesNotContain("key");
    }

    @Test
    void rowsOutOfOrderAreAllAppended() {
        assertThat(csv.load("ts,p\n1000000000002,1\n1000000000001,2\n1000000000002,3\n"))
                .hasSize(3);
    }

    @Test
    void manyBatchesAreReadInOrder() {
        int rows = 3 * RowBatch.ROWS + 17;
        StringBuilder text = new StringBuilder("ts,symbol,size\n");
        for (int i = 0; i < rows; i++) {
            text.append(1_000_000_000_000L + i)
                    .append(",S")
                    .append(i % 1000)
                    .append(',')
                    .append(i % 7 == 0 ? "" : i)
                    .append('\n');
        }
        List<String> loaded = csv.load(text.toString());
        assertThat(loaded).hasSize(rows);
        for (int i = 0; i < rows; i++) {
            String size = i % 7 == 0 ? "null" : Integer.toString(i);
            assertThat(loaded.get(i)).isEqualTo((1_000_000_000_000L + i) + "000000|S" + i % 1000 + "|" + size);
        }
    }

    @Test
    void skippedRowsAreCountedAndTheFirstFewAreTold() {
        Path file =
                csv.write("t.csv", "ts,size\n1000000000000,1\n1000000000001,x\n1000000000002\n,3\n1000000000004,4\n");
        CsvOptions options = DEFAULTS.withType("size", "int64").withOnError(OnError.SKIP);
        assertThat(csv.load(options, file)).containsExactly("1000000000000000000|1", "1000000000004000000|4");
        assertThat(csv.report.skipped()).isEqualTo(3);
        assertThat(csv.report.firstErrors().stream().map(e -> e.message().replace(folder + "/", "")))
                .containsExactly(
                        "not an integer: file=t.csv, line=3, column=size, text=\"x\"",
                        "wrong number of fields (1 instead of 2): file=t.csv, line=4, column=size, text=\"1000000000002\"",
                        "no timestamp: file=t.csv, line=5, column=ts, text=\"\"");
    }

    @Test
    void aWatcherMayCancelAndTheFileLeavesNothing() {
        StringBuilder text = new StringBuilder("ts,size\n");
        for (int i = 0; i < 2 * RowBatch.ROWS; i++) {
            text.append("1000000000000,1\n");
        }
        List<Path> files = List.of(csv.write("t.csv", text.toString()));
        CsvLayout layout = CsvLayout.of(files, DEFAULTS);
        RecordingTarget target = new RecordingTarget(layout);
        ImportWatch watch = new ImportWatch() {
            private boolean isTold;

            @Override
            public void progress(String file, long rows, long textBytes, double fileShare) {
                assertThat(rows).isEqualTo(RowBatch.ROWS);
                assertThat(fileShare).isBetween(0.0, 1.0);
                isTold = true;
            }

            @Override
            public boolean isCancelled() {
                return isTold;
            }
        };
        assertThatThrownBy(() -> new CsvImport(layout, DEFAULTS, target, watch).run(files))
                .isInstanceOf(ImportCancelledException.class)
                .hasMessage("import cancelled: file=" + files.getFirst() + ", committed before: files=0, rows=0");
        target.commit();
        assertThat(target.committed).isEmpty();
    }

    @Test
    void filesThatFillNoBatchAreCancelledBetweenThem() throws Exception {
        List<Path> files = List.of(
                csv.write("a.csv", "ts,price\n1000000000000,1\n"), csv.write("b.csv", "ts,price\n1000000000000,1\n"));
        CsvLayout layout = CsvLayout.of(files, DEFAULTS);
        ImportWatch watch = new ImportWatch() {
            private int asked;

            @Override
            public void progress(String file, long rows, long textBytes, double fileShare) {}

            @Override
            public boolean isCancelled() {
                return asked++ > 0;
            }
        };
        assertThatThrownBy(() -> new CsvImport(layout, DEFAULTS, new RecordingTarget(layout), watch).run(files))
                .isInstanceOf(ImportCancelledException.class)
                .hasMessage("import cancelled: file=" + files.getLast() + ", committed before: files=1, rows=1");
    }
}
