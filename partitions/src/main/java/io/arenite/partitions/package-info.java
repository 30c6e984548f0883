/// Schema, columns, tables, snapshots and symbols.
package io.arenite.partitions;
