package io.arenite.cli.csv;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The names of a file's columns, from its first row or from the caller.
///
/// @param inFile whether the first row is the header, so that readers pass over it
record CsvHeader(List<String> names, boolean inFile) {

    static CsvHeader read(Path file, CsvOptions options) {
        try (CsvRows rows = CsvRows.of(CsvSource.open(file), options.separator())) {
            return read(rows, file, options);
        }
    }

    /// Takes the header from rows that are still at their start.
    static CsvHeader read(CsvRows rows, Path file, CsvOptions options) {
        if (options.columnNames() != null) {
            return new CsvHeader(checked(options.columnNames(), file), false);
        }
        List<String> names = new ArrayList<>();
        if (!rows.next((_, text, offset, length, _) -> names.add(new String(text, offset, length).strip()))) {
            throw new CsvException(CsvError.ofFile("empty file", file.toString()));
        }
        for (String name : names) {
            if (!name.isEmpty() && TypeInference.isDouble(name)) {
                throw new CsvException(new CsvError(
                        "first row is not a header",
                        file.toString(),
                        rows.line(),
                        null,
                        name,
                        "--no-header=NAME,NAME,..."));
            }
        }
        return new CsvHeader(checked(names, file), true);
    }

    private static List<String> checked(List<String> names, Path file) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (name.isEmpty()) {
                throw new CsvException(
                        CsvError.ofLine("column without a name: position=" + (i + 1), file.toString(), 1));
            }
            if (!seen.add(name)) {
                throw new CsvException(new CsvError("column name used twice", file.toString(), 1, name, null, null));
            }
        }
        return List.copyOf(names);
    }
}
