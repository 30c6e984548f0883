package io.arenite.partitions.log;

/// A column as a manifest knows it.
///
/// @param id its own for ever: neither a new name nor another place changes it, and no later column gets it
/// @param type as its display name says it
public record ManifestColumn(int id, String name, String type) {}
