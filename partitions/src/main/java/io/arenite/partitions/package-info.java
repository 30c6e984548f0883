/// Schema, columns, tables, snapshots and symbols: where ticks live between the writer that appends them and the
/// readers that scan them.
///
/// Start with [Storage] (a database in memory), then [TableStore] (one table), [Appender] (its one writer) and
/// [TableSnapshot] (what a reader holds). [Partition] is the heart: one time bucket of one key.
package io.arenite.partitions;
