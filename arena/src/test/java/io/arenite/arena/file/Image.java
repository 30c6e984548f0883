package io.arenite.arena.file;

/// What a name in a simulated directory stands for.
sealed interface Image permits FileImage, DirectoryImage {

    /// What is left of it after a loss of power.
    Image after(Fate fate);
}
