package io.arenite.python.plan;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.arenite.engine.expr.ForeignFunction;
import io.arenite.partitions.ColumnType;
import io.arenite.python.handle.BatchFunctions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A function of Python's over batches, by its number. A batch is described by int64 words:
///
///     | rows | inputs | type | values | validity | type | values | validity | ...
///                       \--- of the results ---/   \-- of each input -----/
///
/// with addresses (a validity of 0: no nulls) and types as numbers: kind + 256 x unit + 65536 x scale.
///
/// @param name as Python shows it
record PythonFunction(long number, String name) implements ForeignFunction {
    private static final int RESULT = 2;
    private static final int WORDS_OF_VALUES = 3;

    @Override
    public void apply(Batch batch) {
        int inputs = batch.inputs().size();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment words = arena.allocate(JAVA_LONG, RESULT + (long) WORDS_OF_VALUES * (inputs + 1));
            words.setAtIndex(JAVA_LONG, 0, batch.rows());
            words.setAtIndex(JAVA_LONG, 1, inputs);
            Output output = batch.output();
            write(words, RESULT, output.type(), output.values(), output.validity());
            for (int i = 0; i < inputs; i++) {
                Values input = batch.inputs().get(i);
                write(words, RESULT + WORDS_OF_VALUES * (i + 1), input.type(), input.values(), input.validity());
            }
            if (BatchFunctions.call(number, name, words.address())) {
                output.setHasNulls();
            }
        }
    }

    private static void write(
            MemorySegment words, int at, ColumnType type, MemorySegment values, MemorySegment validity) {
        int unit = type.unit() == null ? 0 : type.unit().ordinal();
        words.setAtIndex(JAVA_LONG, at, type.kind().ordinal() + (unit << 8) + (type.scale() << 16));
        words.setAtIndex(JAVA_LONG, at + 1, values.address());
        words.setAtIndex(JAVA_LONG, at + 2, validity == null ? 0 : validity.address());
    }
}
