package io.arenite.partitions;

/// What may become of a durable table's columns. Rows keep what they have: files that were sealed before are
/// not written anew.
public sealed interface SchemaChange {

    /// A column behind the others, null in all rows so far.
    record AddColumn(String name, ColumnType type) implements SchemaChange {}

    record RenameColumn(String name, String newName) implements SchemaChange {}

    /// The values are gone for good; a column that is added later under the same name is another one.
    record DropColumn(String name) implements SchemaChange {}
}
