/// Parquet files, by the low level of Apache Parquet's library: pages and columns, no records.
package io.arenite.formats.parquet;
