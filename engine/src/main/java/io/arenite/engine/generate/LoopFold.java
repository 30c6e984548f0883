package io.arenite.engine.generate;

import io.arenite.engine.generate.LoopValue.Real;
import io.arenite.engine.generate.LoopValue.Truth;
import io.arenite.engine.generate.LoopValue.Whole;
import java.util.List;

/// What a generated loop keeps of the rows, in 32 lanes (lane = position & 31 for sums of reals; any lane for what does
/// not depend on the order). A row takes part where `keep` holds.
public sealed interface LoopFold {
    /// What is computed for each row.
    List<? extends LoopValue> operands();

    /// Whether the lanes are doubles.
    boolean isReal();

    /// `lane += x`.
    record RealSum(Real x, Truth keep) implements LoopFold {
        @Override
        public List<LoopValue> operands() {
            return List.of(x, keep);
        }

        @Override
        public boolean isReal() {
            return true;
        }
    }

    /// `lane = fma(x, y, lane)`.
    record RealDot(Real x, Real y, Truth keep) implements LoopFold {
        @Override
        public List<LoopValue> operands() {
            return List.of(x, y, keep);
        }

        @Override
        public boolean isReal() {
            return true;
        }
    }

    /// `lane += x`; flag where x needs more than 51 bits, so that a lane cannot overflow within a block.
    record WholeSum(Whole x, Truth keep) implements LoopFold {
        @Override
        public List<LoopValue> operands() {
            return List.of(x, keep);
        }

        @Override
        public boolean isReal() {
            return false;
        }
    }

    /// `lane += x * y`, wrapping: whoever makes one of more than 51 bits bounds the factors by [Magnitude].
    record WholeDot(Whole x, Whole y, Truth keep) implements LoopFold {
        @Override
        public List<LoopValue> operands() {
            return List.of(x, y, keep);
        }

        @Override
        public boolean isReal() {
            return false;
        }
    }

    /// Smallest or largest; NaN is skipped. A zero may have the wrong sign, an infinity may mean that there is nothing.
    record RealExtreme(Real x, boolean max, Truth keep) implements LoopFold {
        @Override
        public List<LoopValue> operands() {
            return List.of(x, keep);
        }

        @Override
        public boolean isReal() {
            return true;
        }
    }

    /// Smallest or largest; lanes of unsigned numbers have the sign bit flipped.
    record WholeExtreme(Whole x, boolean max, boolean unsigned, Truth keep) implements LoopFold {
        @Override
        public List<LoopValue> operands() {
            return List.of(x, keep);
        }

        @Override
        public boolean isReal() {
            return false;
        }
    }

    /// Rows.
    record Count(Truth keep) implements LoopFold {
        @Override
        public List<LoopValue> operands() {
            return List.of(keep);
        }

        @Override
        public boolean isReal() {
            return false;
        }
    }

    /// The OR of `x >= 0 ? x : ~x` over all rows, whether they count or not.
    record Magnitude(Whole x) implements LoopFold {
        @Override
        public List<LoopValue> operands() {
            return List.of(x);
        }

        @Override
        public boolean isReal() {
            return false;
        }
    }
}
