package io.arenite.engine.kernel;

/// A comparison; on doubles IEEE: every comparison with NaN is false except [#NE].
public enum CompareOp {
    EQ,
    NE,
    LT,
    LE,
    GT,
    GE;

    /// The operator that gives the same answer with the operands exchanged.
    public CompareOp flipped() {
        return switch (this) {
            case EQ -> EQ;
            case NE -> NE;
            case LT -> GT;
            case LE -> GE;
            case GT -> LT;
            case GE -> LE;
        };
    }
}
