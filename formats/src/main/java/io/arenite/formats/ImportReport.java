package io.arenite.formats;

import io.arenite.csv.CsvError;
import io.arenite.csv.CsvReport;
import java.util.List;

/// What an import did.
///
/// @param files how many files were read
/// @param rows rows that are in the table now
/// @param skipped rows that were left out because they could not be imported
/// @param firstErrors what is wrong with the first few of those, a line each
/// @param fileBytes the size of the files
/// @param firstNs the earliest timestamp of the rows; [Long#MAX_VALUE] if there are none
/// @param lastNs the latest timestamp of the rows; [Long#MIN_VALUE] if there are none
/// @param elapsedNs from opening the first file to the last commit
public record ImportReport(
        int files,
        long rows,
        long skipped,
        List<String> firstErrors,
        long fileBytes,
        long firstNs,
        long lastNs,
        long elapsedNs) {
    public ImportReport {
        firstErrors = List.copyOf(firstErrors);
    }

    static ImportReport of(CsvReport csv) {
        return new ImportReport(
                csv.files(),
                csv.rows(),
                csv.skipped(),
                csv.firstErrors().stream().map(CsvError::message).toList(),
                csv.fileBytes(),
                csv.firstNs(),
                csv.lastNs(),
                csv.elapsedNs());
    }

    public double rowsPerSecond() {
        return rows * 1e9 / Math.max(1, elapsedNs);
    }
}
