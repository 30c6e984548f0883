package io.arenite.engine;

/// A value that its type cannot hold: an overflow of integer or decimal arithmetic, of a sum, or of a cast. The data
/// is at fault; the message names the expression and the type.
public final class NumericException extends ArithmeticException {
    private static final long serialVersionUID = 1L;

    public NumericException(String message) {
        super(message);
    }
}
