package io.arenite.csv;

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
        refuseOtherSeparator(names, rows, file);
        return new CsvHeader(checked(names, file), true);
    }

    /// A table has a timestamp and something beside it, so that one column that could be several is.
    private static void refuseOtherSeparator(List<String> names, CsvRows rows, Path file) {
        for (String separator : List.of(",", ";", "\t")) {
            if (names.size() == 1 && names.getFirst().contains(separator)) {
                String shown = separator.equals("\t") ? "\\t" : separator;
                throw new CsvException(new CsvError(
                        "header of one column",
                        file.toString(),
                        rows.line(),
                        null,
                        names.getFirst(),
                        "--separator '" + shown + "'"));
            }
        }
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
