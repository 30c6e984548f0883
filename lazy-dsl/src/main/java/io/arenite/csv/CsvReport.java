package io.arenite.csv;

import java.util.List;

/// What an import did.
///
/// @param files how many files were read
/// @param rows rows that are in the table now
/// @param skipped rows that were left out because they could not be read
/// @param firstErrors the first few of those
/// @param textBytes the size of the CSV text, after gunzip
/// @param fileBytes the size of the files
/// @param firstNs the earliest timestamp of the rows; [Long#MAX_VALUE] if there are none
/// @param lastNs the latest timestamp of the rows; [Long#MIN_VALUE] if there are none
/// @param elapsedNs from opening the first file to the last commit
public record CsvReport(
        int files,
        long rows,
        long skipped,
        List<CsvError> firstErrors,
        long textBytes,
        long fileBytes,
        long firstNs,
        long lastNs,
        long elapsedNs) {

    public CsvReport {
        firstErrors = List.copyOf(firstErrors);
    }

    public double rowsPerSecond() {
        return rows * 1e9 / Math.max(1, elapsedNs);
    }

    public double megabytesPerSecond() {
        return textBytes * 1e3 / Math.max(1, elapsedNs);
    }
}
