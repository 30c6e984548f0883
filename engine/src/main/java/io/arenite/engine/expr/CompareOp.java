package io.arenite.engine.expr;

/// The six comparisons. On floats they are IEEE: NaN compares false, except that `NE` is true.
public enum CompareOp {
    EQ("=="),
    NE("!="),
    LT("<"),
    LE("<="),
    GT(">"),
    GE(">=");

    private final String sign;

    CompareOp(String sign) {
        this.sign = sign;
    }

    /// The operator as one writes it.
    public String sign() {
        return sign;
    }

    /// The operator that says the same with the operands exchanged.
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
