package io.arenite.partitions.log;

/// What to do with a log of which the disk has lost a part.
public enum DamagePolicy {
    /// A [io.arenite.arena.file.CorruptFileException].
    REFUSE,
    /// Go on with what is before the damage. What is behind stays on disk under names that end with
    /// `.damaged`.
    GO_ON_BEFORE_IT
}
