package io.arenite.engine.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecimalMathTest {
    @Test
    void quotientsAreRoundedOnce() {
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            BigInteger numerator = new BigInteger(1 + random.nextInt(126), random);
            BigInteger denominator = new BigInteger(1 + random.nextInt(100), random).add(BigInteger.ONE);
            numerator = random.nextBoolean() ? numerator : numerator.negate();
            double expected = new BigDecimal(numerator)
                    .divide(new BigDecimal(denominator), new MathContext(80))
                    .doubleValue();
            assertThat(DecimalMath.quotient(numerator, denominator))
                    .as("%s / %s", numerator, denominator)
                    .isEqualTo(expected);
        }
    }

    @Test
    void tiesGoToEven() {
        BigInteger two = BigInteger.TWO;
        BigInteger odd = BigInteger.ONE.shiftLeft(54).add(BigInteger.ONE);
        assertThat(DecimalMath.quotient(odd, two)).isEqualTo(0x1p53);
        assertThat(DecimalMath.quotient(odd.add(two), two)).isEqualTo(0x1p53 + 2);
    }
}
