package io.arenite.partitions;

/// Brings a column of a sealed block to where the block's layout says it is, or proves it right, before the
/// first look at its bytes.
interface ColumnLoader {

    /// Called once for each slot; again where it threw.
    ///
    /// @throws io.arenite.arena.file.CorruptFileException where the file's bytes are not those that were
    ///     written
    void load(Block block, int slot);

    /// Somebody pins the block again.
    default void used() {}
}
