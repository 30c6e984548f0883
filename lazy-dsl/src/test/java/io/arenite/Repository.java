package io.arenite;

import java.nio.file.Files;
import java.nio.file.Path;

/// Where tests find files that are not on the class path.
final class Repository {
    private Repository() {}

    /// The folder of the whole repository, from wherever in it the tests were started.
    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("lazy-dsl"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    /// The folder of real ticks, which a fresh clone does not have: `ARENITE_TEST_DATA`, or beside the repository.
    static Path testData() {
        String configured = System.getenv("ARENITE_TEST_DATA");
        return configured != null && !configured.isBlank() ? Path.of(configured) : root().resolve("../shared/data");
    }
}
