package io.arenite.python.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import io.arenite.Arenite;
import io.arenite.LazyFrame;
import io.arenite.Result;
import io.arenite.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The cases that Java and Python share, from Java's side: the plan of each is read and gives its answer.
/// That the Python of a case makes that plan and gives that answer is tested by `test_cases.py`.
class SharedCasesTest {
    private static final Path CASES = Path.of("src", "test", "cases");

    @TestFactory
    Stream<DynamicContainer> cases() throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            List<Path> sorted = files.sorted().toList();
            assertTrue(!sorted.isEmpty(), "no case files in " + CASES);
            return sorted.stream()
                    .map(file -> DynamicContainer.dynamicContainer(
                            file.getFileName().toString(), file.toUri(), tests(file)));
        }
    }

    private static Stream<DynamicTest> tests(Path file) {
        Map<String, Object> content = json(file);
        return ((List<?>) content.get("cases")).stream().map(described -> {
            Map<?, ?> single = (Map<?, ?>) described;
            return DynamicTest.dynamicTest(
                    (String) single.get("name"), () -> run((Map<?, ?>) content.get("table"), single));
        });
    }

    private static void run(Map<?, ?> described, Map<?, ?> single) throws IOException {
        try (var db = Arenite.inMemory()) {
            Table table = CaseTable.create(db, described);
            var reader = new PlanReader(name -> {
                assertEquals(table.name(), name);
                return table.lazy();
            });
            String plan = JSON.std.asString(single.get("plan"));
            if (single.get("error") instanceof List<?> parts) {
                var refused = assertThrows(RuntimeException.class, () -> {
                    LazyFrame frame = reader.read(plan);
                    frame.collect().close();
                });
                parts.forEach(part -> assertTrue(
                        refused.getMessage().contains((String) part),
                        () -> "part=" + part + ", message=" + refused.getMessage()));
            } else {
                try (Result result = reader.read(plan).collect()) {
                    verify(result, (List<?>) single.get("columns"), (List<?>) single.get("rows"));
                }
            }
        }
    }

    /// Of a scalar the name of the column is not asked for: `*`.
    private static void verify(Result result, List<?> columns, List<?> rows) {
        assertEquals(columns.size(), result.columnCount(), () -> "columns=" + result.columnNames());
        for (int i = 0; i < columns.size(); i++) {
            var column = result.column(i);
            Object described = columns.get(i);
            if (!CaseTable.name(described).equals("*")) {
                assertEquals(CaseTable.name(described), column.name());
            }
            assertEquals(CaseTable.type(described), column.type(), column::name);
            List<Object> expected = new ArrayList<>();
            List<Object> actual = new ArrayList<>();
            for (Object row : rows) {
                expected.add(CaseTable.expected(((List<?>) row).get(i), CaseTable.type(described)));
            }
            for (long row = 0; row < result.rowCount(); row++) {
                actual.add(column.get(row));
            }
            assertEquals(expected, actual, column::name);
        }
    }

    private static Map<String, Object> json(Path file) {
        try {
            return JSON.std.mapFrom(file.toFile());
        } catch (IOException e) {
            throw new AssertionError("not a case file: file=" + file, e);
        }
    }
}
