package io.arenite.partitions.arrow;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// The files of arrow-testing, which a fresh clone does not have: `ARENITE_TEST_DATA`, or beside the
/// repository.
public final class ArrowTestData {
    private static final Path BESIDE = Path.of("..", "..", "shared", "data");

    private ArrowTestData() {}

    static Path folder() {
        String configured = System.getenv("ARENITE_TEST_DATA");
        Path folder = (configured == null ? BESIDE : Path.of(configured)).resolve("arrow-testing");
        assumeTrue(Files.exists(folder), () -> "no Arrow files: path=" + folder + "; set ARENITE_TEST_DATA");
        return folder;
    }

    /// The cases of all folders of golden files, each as the path of its JSON.
    public static List<Path> goldenCases() {
        return Stream.of("1.0.0-littleendian", "2.0.0-compression", "cpp-21.0.0")
                .flatMap(folder -> list(folder().resolve(folder)).stream())
                .filter(path -> path.toString().endsWith(".json.gz"))
                .toList();
    }

    public static List<Path> fuzzFiles() {
        return list(folder().resolve("fuzz-file")).stream()
                .filter(path -> !path.toString().endsWith(".md"))
                .toList();
    }

    public static Map<String, Object> json(Path gzipped) {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(gzipped))) {
            return JSON.std.mapFrom(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
