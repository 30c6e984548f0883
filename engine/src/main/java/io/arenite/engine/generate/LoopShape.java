package io.arenite.engine.generate;

import java.util.List;

/// What one generated loop computes: the key of the cache. Parameters are not part of it.
///
/// @param columns of which the caller gives offsets
/// @param parameters that the caller gives
public record LoopShape(int columns, int parameters, List<LoopFold> folds) {
    public LoopShape {
        folds = List.copyOf(folds);
    }
}
