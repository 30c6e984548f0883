package io.arenite.csv;

import io.arenite.partitions.ColumnType;

/// A column of a file that goes into the table.
///
/// @param name its name in the header and in the table
/// @param type its type in the table
/// @param form how the file writes its values
/// @param inferred whether the type was guessed from a sample, so that a hint can say how to set it
/// @param allNull whether the sample had no value at all, so that the type is a mere default
record CsvColumn(String name, ColumnType type, TextForm form, boolean inferred, boolean allNull) {}
