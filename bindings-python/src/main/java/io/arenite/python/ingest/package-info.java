/// Data of Python's into tables: columns by their addresses ([io.arenite.python.ingest.ColumnAppend]),
/// rows of feeds, CSV files. Python keeps the memory alive for the time of a call; nothing here keeps an
/// address longer.
package io.arenite.python.ingest;
