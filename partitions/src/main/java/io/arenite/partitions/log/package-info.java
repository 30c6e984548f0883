/// The files that a durable database appends to: framed records, and on them the log of a table, its
/// manifest and the database's symbols. Knows bytes, buckets and commit numbers; what a row is, it does not
/// know.
package io.arenite.partitions.log;
