package io.arenite.partitions.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.arenite.arena.file.FileLayer;
import io.arenite.arena.file.OpenFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The files that Arrow's implementations test each other with: what we read of them is what their JSON says.
class ArrowGoldenTest {

    @TestFactory
    Stream<DynamicTest> equalsItsJson() {
        return ArrowTestData.goldenCases().stream()
                .flatMap(json -> Stream.of(".arrow_file", ".stream")
                        .map(ending -> json.resolveSibling(
                                json.getFileName().toString().replace(".json.gz", ending)))
                        .map(file -> DynamicTest.dynamicTest(
                                file.getParent().getFileName() + "/" + file.getFileName(), () -> compare(file, json))));
    }

    @Test
    void hasSupportedColumns() {
        List<String> supported = new ArrayList<>();
        List<String> unsupported = new ArrayList<>();
        for (Path json : ArrowTestData.goldenCases()) {
            Path path = json.resolveSibling(json.getFileName().toString().replace(".json.gz", ".arrow_file"));
            try (OpenFile file = FileLayer.system().openForReading(path)) {
                for (ArrowField field : ArrowFile.open(file).schema().fields()) {
                    (ArrowTarget.of(field) == null ? unsupported : supported).add(field.typeName());
                }
            }
        }
        assertThat(supported).hasSizeGreaterThan(400);
        assertThat(unsupported)
                .allMatch(
                        name -> name.matches(
                                "(dictionary\\(int\\d+, )?(struct|map|interval|.*list.*|.*union)\\)?|decimal256\\(\\d+, \\d+\\)"));
    }

    private static void compare(Path path, Path json) {
        GoldenValues golden = new GoldenValues(ArrowTestData.json(json));
        try (OpenFile opened = FileLayer.system().openForReading(path)) {
            ArrowFile file = ArrowFile.open(opened);
            compareFields(file.schema().fields(), golden.fields());
            assertThat(file.batchCount()).isEqualTo(golden.batches().size());
            for (int index = 0; index < file.batchCount(); index++) {
                ArrowBatch batch = file.batch(index);
                assertThat(batch.rows())
                        .isEqualTo(((Number) golden.batches().get(index).get("count")).longValue());
                for (int column = 0; column < golden.fields().size(); column++) {
                    compareColumn(file, batch, column, golden, golden.column(index, column));
                }
            }
        }
    }

    private static void compareFields(List<ArrowField> fields, List<Map<String, Object>> golden) {
        assertThat(fields).hasSameSizeAs(golden);
        for (int index = 0; index < fields.size(); index++) {
            ArrowField field = fields.get(index);
            assertThat(field.name()).isEqualTo(golden.get(index).get("name"));
            assertThat(field.typeName()).isEqualTo(GoldenValues.typeName(golden.get(index)));
            assertThat(field.nullable()).isEqualTo(golden.get(index).get("nullable"));
            Object metadata = golden.get(index).get("metadata");
            for (Map<String, Object> pair :
                    metadata == null ? List.<Map<String, Object>>of() : GoldenValues.maps(metadata)) {
                assertThat(field.metadata()).containsEntry((String) pair.get("key"), (String) pair.get("value"));
            }
        }
    }

    private static void compareColumn(
            ArrowFile file, ArrowBatch batch, int column, GoldenValues golden, Map<String, Object> expectedColumn) {
        ArrowField field = file.schema().fields().get(column);
        if (ArrowTarget.of(field) == null) {
            assertThatThrownBy(() -> file.reader(batch, column, new HeapMemory(1 << 24)))
                    .isInstanceOf(UnsupportedArrowException.class)
                    .hasMessage("unsupported type: file=" + file.path() + ", field=" + field.name() + ", type="
                            + field.typeName());
            return;
        }
        List<String> expected = golden.values(golden.fields().get(column), expectedColumn);
        HeapMemory memory = new HeapMemory(1 << 24);
        ArrowColumnReader reader = file.reader(batch, column, memory);
        if (field.type() instanceof ArrowType.Decimal
                && expected.stream().filter(Objects::nonNull).anyMatch(GoldenValues::isTooWide)) {
            assertThatThrownBy(() -> reader.read(memory))
                    .isInstanceOf(UnsupportedArrowException.class)
                    .hasMessageStartingWith("decimal does not fit into 64 bits: field=" + field.name());
            return;
        }
        boolean symbols = field.dictionary() != null && field.type() instanceof ArrowType.Text;
        String[] texts = symbols ? file.dictionary(batch, column).texts() : null;
        assertThat(VectorTexts.of(reader.read(memory), field, texts))
                .as("column %s of batch %d", field.name(), batch.position())
                .isEqualTo(expected);
        for (long from = 0; from < batch.rows(); from++) {
            long count = Math.min(3, batch.rows() - from);
            assertThat(VectorTexts.of(reader.read(from, count, memory), field, texts))
                    .isEqualTo(expected.subList((int) from, (int) (from + count)));
        }
    }
}
