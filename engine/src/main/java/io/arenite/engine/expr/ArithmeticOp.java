package io.arenite.engine.expr;

/// The binary operators of [BoundExpr.Arithmetic]. Division is always a float64 division.
///
/// `//` rounds the quotient down and `%` is what is left then, with the sign of the divisor: of floats
/// `floor(x / y)` and `x - y * floor(x / y)`, of integers and decimals exactly. By an integer or decimal that is
/// zero both are null, as in Polars. `**` of integers is an integer, and fails where that is none of 64 bits (a
/// negative exponent, mostly); with a float or decimal it is float64.
public enum ArithmeticOp {
    ADD("+"),
    SUBTRACT("-"),
    MULTIPLY("*"),
    DIVIDE("/"),
    FLOOR_DIVIDE("//"),
    MODULO("%"),
    POWER("**");

    private final String sign;

    ArithmeticOp(String sign) {
        this.sign = sign;
    }

    /// Whether it is computed row by row: there is no kernel for it, and generated loops do not have it.
    public boolean isRowByRow() {
        return switch (this) {
            case ADD, SUBTRACT, MULTIPLY, DIVIDE -> false;
            case FLOOR_DIVIDE, MODULO, POWER -> true;
        };
    }

    /// The operator as one writes it.
    public String sign() {
        return sign;
    }
}
