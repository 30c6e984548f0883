package io.arenite.engine.expr;

/// The binary operators of [BoundExpr.Arithmetic]. Division is always a float64 division.
public enum ArithmeticOp {
    ADD("+"),
    SUBTRACT("-"),
    MULTIPLY("*"),
    DIVIDE("/");

    private final String sign;

    ArithmeticOp(String sign) {
        this.sign = sign;
    }

    /// The operator as one writes it.
    public String sign() {
        return sign;
    }
}
