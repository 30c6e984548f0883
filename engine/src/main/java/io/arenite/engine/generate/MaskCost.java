package io.arenite.engine.generate;

import io.arenite.engine.generate.LoopValue.Comparison;
import io.arenite.engine.generate.LoopValue.Truth;

/// How many masks have to be inverted to compute a condition. Vectors of less than 512 bits compare integers by "equal"
/// and "greater" only.
final class MaskCost {
    private MaskCost() {}

    static int of(Truth truth) {
        return switch (truth) {
            case LoopValue.Constant _, LoopValue.BitColumn _, LoopValue.RealCompare _ -> 0;
            case LoopValue.WholeCompare(Comparison comparison, var _, var _, var _) ->
                LoopSpecies.LANES < 8 && isInverse(comparison) ? 1 : 0;
            case LoopValue.Not(Truth operand) -> 1 + of(operand);
            case LoopValue.And(var operands) ->
                operands.stream().mapToInt(MaskCost::of).sum();
            case LoopValue.Or(var operands) ->
                operands.stream().mapToInt(MaskCost::of).sum();
        };
    }

    private static boolean isInverse(Comparison comparison) {
        return switch (comparison) {
            case NE, LE, GE -> true;
            case EQ, LT, GT -> false;
        };
    }
}
