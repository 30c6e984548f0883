package io.arenite.engine.generate;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// One loop of a generated class: folds whose accumulators fit in the registers together, and what they are computed
/// from. The folds of a shape are divided over as few parts as registers allow.
///
/// @param folds numbers in the shape
/// @param nodes everything that is computed, operands before what uses them
record LoopPart(LoopShape shape, List<Integer> folds, Set<LoopValue> nodes) {
    /// Vectors per iteration.
    static final int UNROLL = 4;

    /// Lanes that one pass over an edge covers.
    static final int EDGE_LANES = UNROLL * LoopSpecies.LANES;

    /// Folds of four accumulators each that leave registers for what they are computed from: of 32, and of 16.
    private static final int MOST_FOLDS_512 = 5;

    private static final int MOST_FOLDS = 3;

    /// Accumulators of both sets.
    private static final int MOST_ALTERNATING = 16;

    static List<LoopPart> of(LoopShape shape) {
        int most = LoopSpecies.LANES == 8 ? MOST_FOLDS_512 : MOST_FOLDS;
        List<LoopPart> parts = new ArrayList<>();
        List<Integer> pending = new ArrayList<>();
        for (int fold = 0; fold < shape.folds().size(); fold++) {
            if (pending.size() == most) {
                parts.add(make(shape, pending));
                pending.clear();
            }
            pending.add(fold);
        }
        if (!pending.isEmpty()) {
            parts.add(make(shape, pending));
        }
        return parts;
    }

    private static LoopPart make(LoopShape shape, List<Integer> folds) {
        Set<LoopValue> nodes = new LinkedHashSet<>();
        folds.forEach(fold -> shape.folds().get(fold).operands().forEach(operand -> collect(operand, nodes)));
        return new LoopPart(shape, List.copyOf(folds), nodes);
    }

    private static void collect(LoopValue value, Set<LoopValue> nodes) {
        if (!nodes.contains(value)) {
            value.operands().forEach(operand -> collect(operand, nodes));
            nodes.add(value);
        }
    }

    /// Whether flags of this kind may be raised.
    boolean raises(int flag) {
        return nodes.stream().anyMatch(node -> raises(node, flag))
                || flag == FusedLoop.OUTSIDE
                        && folds.stream().map(shape.folds()::get).anyMatch(LoopFold.WholeSum.class::isInstance);
    }

    private static boolean raises(LoopValue node, int flag) {
        return switch (node) {
            case LoopValue.WholeAsReal _, LoopValue.Truncated _ -> flag == FusedLoop.OUTSIDE;
            case LoopValue.WholeArithmetic _, LoopValue.WholeNegate _, LoopValue.WholeAbs _ ->
                flag == FusedLoop.NEGATIVE;
            case LoopValue.Checked _ -> flag == FusedLoop.NEGATIVE || flag == FusedLoop.NONZERO;
            default -> false;
        };
    }

    boolean readsBits() {
        return nodes.stream().anyMatch(LoopValue.BitColumn.class::isInstance);
    }

    boolean readsHalves() {
        return nodes.stream()
                .anyMatch(node -> node instanceof LoopValue.Float32Column
                        || node instanceof LoopValue.WholeColumn(int _, WholeStorage storage) && storage.bytes() == 4);
    }

    /// Whether a pass covers only a part of the 32 lanes, so that several passes are needed where vectors are short.
    boolean isInLanes() {
        return readsBits() || isOrdered() || LoopSpecies.LANES < 4 && sumsWholes();
    }

    /// Sums of 51 bits have room for 4,096 rows in an int64 lane: out of their lanes, at 128 bits, a block has 8,192.
    private boolean sumsWholes() {
        return folds.stream()
                .map(shape.folds()::get)
                .anyMatch(fold -> fold instanceof LoopFold.WholeSum || fold instanceof LoopFold.WholeDot);
    }

    private boolean isOrdered() {
        return folds.stream().map(shape.folds()::get).anyMatch(LoopPart::isOrdered);
    }

    static boolean isOrdered(LoopFold fold) {
        return fold instanceof LoopFold.RealSum || fold instanceof LoopFold.RealDot;
    }

    /// Whether iterations take turns with two sets of accumulators, each for half of the lanes, so that one pass reads
    /// the rows in order: two passes would each take every other pair of cache lines. For 256 bits, as long as most
    /// accumulators stay in the 16 registers; bitmaps are read by 32 rows.
    boolean alternates() {
        long ordered = folds.stream()
                .map(shape.folds()::get)
                .filter(LoopPart::isOrdered)
                .count();
        long accumulators = (folds.size() + ordered) * UNROLL;
        return LoopSpecies.LANES == 4 && !readsBits() && ordered > 0 && accumulators <= MOST_ALTERNATING;
    }

    /// Lanes that one pass over rows covers.
    int passLanes() {
        return alternates() || !isInLanes() ? 32 : EDGE_LANES;
    }

    /// Where a fold's lanes begin in the array of its kind.
    static int lanesOf(LoopShape shape, int fold) {
        boolean real = shape.folds().get(fold).isReal();
        int before = (int) shape.folds().subList(0, fold).stream()
                .filter(other -> other.isReal() == real)
                .count();
        return before * 32;
    }
}
