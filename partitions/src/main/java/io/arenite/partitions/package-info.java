/// Schema, columns, tables, snapshots and symbols: where ticks live between the writer that appends them and the
/// readers that scan them.
///
/// Start with the [Schema] of a table.
package io.arenite.partitions;
