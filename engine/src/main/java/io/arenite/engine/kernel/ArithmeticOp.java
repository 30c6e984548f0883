package io.arenite.engine.kernel;

/// An operation on two registers, or on a register and a literal. [#DIVIDE] exists for doubles only.
public enum ArithmeticOp {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE
}
