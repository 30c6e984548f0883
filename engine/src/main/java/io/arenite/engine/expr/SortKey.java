package io.arenite.engine.expr;

/// One key of a sort over a frame: nulls come last, NaN before them but after every number, both whatever the
/// direction. Symbols and text sort by their characters.
public record SortKey(int column, boolean descending) {}
