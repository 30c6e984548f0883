/// CSV files into tables: what the columns are is guessed or said ([io.arenite.csv.CsvLayout]), rows are
/// parsed into batches and appended, one commit a file ([io.arenite.csv.CsvImport]). Errors name file,
/// line, column and text.
package io.arenite.csv;
