package io.arenite.engine.exec;

import io.arenite.engine.generate.LoopShape;
import io.arenite.partitions.ColumnType;
import java.util.List;

/// A plan in the form of generated loops, for partitions whose nulls lie in certain columns.
///
/// @param columns behind the shape's column numbers
/// @param parameters behind its parameter numbers: constants, doubles by their bits
/// @param keyParameter which of them is the code of the partition key, -1: none
/// @param results by aggregation: where its values are
/// @param bounds that the factors of products must keep
record LoweredLoop(
        LoopShape shape,
        List<Column> columns,
        long[] parameters,
        int keyParameter,
        List<Result> results,
        List<Bound> bounds) {
    /// A column as a loop reads it.
    ///
    /// @param bytes of a value; 0 for bits
    /// @param isValidity its validity, not its values
    /// @param widened the stored type, where values are widened to int64 before the loop; else null
    record Column(int column, int bytes, boolean isValidity, ColumnType widened) {}

    /// How many columns are widened before the loop.
    int widenedColumns() {
        return (int) columns.stream().filter(column -> column.widened != null).count();
    }

    /// Folds of one aggregation: of the sum, product or extreme, of the weights, of the count; -1: none, or where rows
    /// are counted, all of them.
    record Result(int value, int weights, int count) {}

    /// `bits(left) + bits(right) <= bits`, where the factors' magnitudes are folds or parameters.
    record Bound(Factor left, Factor right, int bits) {}

    /// @param fold of a magnitude, -1: a parameter
    record Factor(int fold, int parameter) {}
}
