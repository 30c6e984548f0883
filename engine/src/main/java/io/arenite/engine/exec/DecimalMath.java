package io.arenite.engine.exec;

import java.math.BigInteger;

/// Powers of ten and quotients of exact sums.
final class DecimalMath {
    /// 10^0 to 10^18 as int64.
    static final long[] POWERS_OF_TEN = new long[19];

    /// 10^0 to 10^18 as float64; all are exact.
    static final double[] POWERS_OF_TEN_F64 = new double[19];

    static {
        long power = 1;
        for (int i = 0; i < POWERS_OF_TEN.length; i++) {
            POWERS_OF_TEN[i] = power;
            POWERS_OF_TEN_F64[i] = power;
            power *= 10;
        }
    }

    private DecimalMath() {}

    /// `numerator / denominator` rounded once, half to even. The denominator is not 0.
    static double quotient(BigInteger numerator, BigInteger denominator) {
        if (numerator.signum() == 0) {
            return 0.0;
        }
        BigInteger dividend = numerator.abs();
        BigInteger divisor = denominator.abs();
        // Enough bits that what is cut off lies below the rounding bit; whether it was zero is kept in a sticky bit.
        int shift = Math.max(0, 66 - (dividend.bitLength() - divisor.bitLength()));
        BigInteger[] parts = dividend.shiftLeft(shift).divideAndRemainder(divisor);
        BigInteger quotient = parts[1].signum() == 0 ? parts[0] : parts[0].setBit(0);
        double magnitude = Math.scalb(quotient.doubleValue(), -shift);
        return numerator.signum() == denominator.signum() ? magnitude : -magnitude;
    }
}
