package io.arenite.engine.generate;

import io.arenite.engine.generate.VectorCode.Kind;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.util.HashMap;
import java.util.Map;

/// Writes the method of one [LoopPart]:
///
///     static void part(MemorySegment main, MemorySegment scratch, long[] offsets, int first, int rows, int lane,
///                      long[] parameters, double[] reals, long[] wholes)
///
/// Rows from `first` on; each iteration takes four vectors, whose accumulators are local variables. Where a pass covers
/// only a part of the lanes, `lane` is its first one and an iteration moves on by 32 rows.
final class PartEmitter {
    private static final int MAIN = 0;
    private static final int SCRATCH = 1;
    private static final int OFFSETS = 2;
    private static final int FIRST = 3;
    private static final int ROWS = 4;
    private static final int LANE = 5;
    private static final int PARAMETERS = 6;
    private static final int REALS = 7;
    private static final int WHOLES = 8;
    private static final int L = LoopSpecies.LANES;

    private final CodeBuilder code;
    private final VectorCode vectors;
    private final LoopPart part;
    private final boolean edge;
    private final boolean alternates;
    private final ValueEmitter values;

    /// Bits that a row number is shifted by to count what the loop counts: bytes of the narrowest column.
    private final boolean bits;

    private final boolean halves;

    /// Where each column begins for this pass, and where it is in this iteration.
    private final Map<Integer, Integer> bases = new HashMap<>();

    /// Bytes of a value of each; 0 for bits.
    private final Map<Integer, Integer> widths = new HashMap<>();

    private final Map<Integer, Integer> addresses = new HashMap<>();
    private final Map<Integer, Integer> bitWords = new HashMap<>();
    private int done;

    PartEmitter(CodeBuilder code, LoopPart part, boolean edge) {
        this.code = code;
        this.part = part;
        this.edge = edge;
        this.alternates = !edge && part.alternates();
        this.bits = edge || part.readsBits();
        this.halves = part.readsHalves();
        this.vectors = new VectorCode(code);
        this.values = new ValueEmitter(vectors, part, this);
    }

    private LoopShape shape() {
        return part.shape();
    }

    private int rowMask() {
        return shape().columns();
    }

    /// Logarithm of the loop counter's steps per row, negative for rows per step: 8 rows of a bitmap are one step.
    private int counterShift() {
        return bits ? -3 : halves ? 2 : 3;
    }

    private int counterSteps(int rows) {
        int shift = counterShift();
        return shift < 0 ? rows >> -shift : rows << shift;
    }

    void emit() {
        bases();
        values.invariants(PARAMETERS);
        var folds = new FoldEmitter[part.folds().size()];
        for (int i = 0; i < folds.length; i++) {
            folds[i] = new FoldEmitter(vectors, values, part, part.folds().get(i), alternates);
            folds[i].load(LANE, folds[i].isReal() ? REALS : WHOLES);
        }
        values.loadFlags(WHOLES, LANE);
        loop(folds);
        for (FoldEmitter fold : folds) {
            fold.store(LANE, fold.isReal() ? REALS : WHOLES);
        }
        values.storeFlags(WHOLES, LANE);
        code.return_();
    }

    private void loop(FoldEmitter[] folds) {
        done = vectors.newLocal(TypeKind.LONG);
        int limit = vectors.newLocal(TypeKind.LONG);
        code.iload(ROWS);
        if (counterShift() < 0) {
            code.loadConstant(-counterShift()).ishr().i2l().lstore(limit);
        } else {
            code.i2l().loadConstant(1L << counterShift()).lmul().lstore(limit);
        }
        Label top = code.newLabel();
        Label end = code.newLabel();
        code.lconst_0()
                .lstore(done)
                .labelBinding(top)
                .lload(done)
                .lload(limit)
                .lcmp()
                .ifge(end);
        addresses();
        for (int k = 0; k < LoopPart.UNROLL; k++) {
            values.next(k);
            for (FoldEmitter fold : folds) {
                fold.add(k, edge ? new LoopValue.BitColumn(rowMask()) : LoopValue.ALWAYS);
            }
        }
        for (FoldEmitter fold : folds) {
            fold.takeTurns();
        }
        boolean skips = edge || part.isInLanes() && !alternates;
        code.lload(done)
                .loadConstant((long) counterSteps(skips ? 32 : LoopPart.UNROLL * L))
                .ladd()
                .lstore(done);
        code.goto_(top).labelBinding(end);
    }

    private void bases() {
        for (LoopValue node : part.nodes()) {
            switch (node) {
                case LoopValue.Float64Column(int column) -> base(column, 8);
                case LoopValue.Float32Column(int column) -> base(column, 4);
                case LoopValue.WholeColumn(int column, WholeStorage storage) -> base(column, storage.bytes());
                case LoopValue.BitColumn(int column) -> bitBase(column);
                default -> {}
            }
        }
        if (edge) {
            bitBase(rowMask());
        }
    }

    /// `offsets[column] + (first + lane) * bytes`.
    private void base(int column, int bytes) {
        code.aload(OFFSETS).loadConstant(column).laload();
        code.iload(FIRST)
                .iload(LANE)
                .iadd()
                .i2l()
                .loadConstant((long) bytes)
                .lmul()
                .ladd();
        store(column, bytes);
    }

    /// `offsets[column] + first / 8`: bits of all 32 lanes are read, each pass takes its own.
    private void bitBase(int column) {
        code.aload(OFFSETS).loadConstant(column).laload();
        code.iload(FIRST).iconst_3().ishr().i2l().ladd();
        store(column, 0);
    }

    private void store(int column, int bytes) {
        int local = vectors.newLocal(TypeKind.LONG);
        code.lstore(local);
        bases.put(column, local);
        widths.put(column, bytes);
    }

    /// At the begin of an iteration: `base + row * bytes`, and the words of bitmaps.
    private void addresses() {
        bases.forEach((column, base) -> {
            int bytes = widths.get(column);
            int shift = (bytes == 0 ? -3 : bytes == 4 ? 2 : 3) - counterShift();
            code.lload(base).lload(done);
            if (shift > 0) {
                code.loadConstant(shift).lshl();
            }
            int address = vectors.newLocal(TypeKind.LONG);
            code.ladd().lstore(address);
            addresses.put(column, address);
            if (bytes == 0) {
                bitWords.put(column, vectors.loadBits(segment(column), address));
            }
        });
    }

    private int segment(int column) {
        boolean widened = part.nodes().stream()
                .anyMatch(node -> node instanceof LoopValue.WholeColumn(int c, WholeStorage storage)
                        && c == column
                        && storage == WholeStorage.WIDENED);
        return edge || widened ? SCRATCH : MAIN;
    }

    /// The vector of a column for the `k`-th vector of the iteration.
    int column(LoopValue value, int k) {
        return switch (value) {
            case LoopValue.Float64Column(int c) -> vectors.load(Kind.F64, segment(c), addresses.get(c), 8L * k * L);
            case LoopValue.Float32Column(int c) -> vectors.loadFloats(segment(c), addresses.get(c), 4L * k * L);
            case LoopValue.WholeColumn(int c, WholeStorage storage) ->
                switch (storage) {
                    case INT64, WIDENED -> vectors.load(Kind.I64, segment(c), addresses.get(c), 8L * k * L);
                    case INT32 -> vectors.loadInts(segment(c), addresses.get(c), 4L * k * L, false);
                    case UINT32 -> vectors.loadInts(segment(c), addresses.get(c), 4L * k * L, true);
                };
            default -> throw new IllegalArgumentException("not a column: " + value);
        };
    }

    /// Signed 32-bit integers go to float64 in one step.
    int intsAsReals(int column, int k) {
        return vectors.loadIntsAsReals(segment(column), addresses.get(column), 4L * k * L);
    }

    int bits(int column, Kind kind, int k) {
        return vectors.maskOfBits(kind, bitWords.get(column), LANE, k * L);
    }
}
