/// Rows between files and tables, whatever the format: chunks of columns as arrays, the conversion of a
/// file's types to a table's, and what is wrong with a row.
package io.arenite.formats.rows;
