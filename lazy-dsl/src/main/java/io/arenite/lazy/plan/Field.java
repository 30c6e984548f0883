package io.arenite.lazy.plan;

import io.arenite.partitions.ColumnType;

/// A column of a frame: what it is called and what it holds.
public record Field(String name, ColumnType type) {}
