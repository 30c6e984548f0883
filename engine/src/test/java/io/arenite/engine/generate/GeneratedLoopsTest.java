package io.arenite.engine.generate;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The cache of loops is bounded, what leaves it is unloaded, and loops are made in the background.
class GeneratedLoopsTest {
    /// A sum that no other length gives.
    private static LoopShape shape(int terms, boolean max) {
        LoopValue.Real x = new LoopValue.Float64Column(0);
        for (int i = 0; i < terms; i++) {
            x = new LoopValue.RealArithmetic(LoopValue.Operator.ADD, x, new LoopValue.RealParameter(i));
        }
        LoopFold fold = new LoopFold.RealSum(x, LoopValue.ALWAYS);
        LoopFold extreme = new LoopFold.RealExtreme(x, max, LoopValue.ALWAYS);
        return new LoopShape(1, terms, List.of(fold, extreme));
    }

    private static void fillHalf(int round) {
        for (int terms = 1; terms < GeneratedLoops.CAPACITY / 2; terms++) {
            GeneratedLoops.of(
                            new LoopShape(100 + round, terms, shape(terms, true).folds()))
                    .use();
        }
    }

    /// Asks for as many shapes as fit, all new with a new `round`.
    private static void fillCache(int round) {
        for (int terms = 1; terms <= GeneratedLoops.CAPACITY; terms++) {
            LoopShape shape = shape(terms % 128, terms >= 128);
            GeneratedLoops.of(new LoopShape(2 + round, shape.parameters(), shape.folds()))
                    .use();
        }
    }

    @Test
    void equalShapesShareATicket() {
        assertThat(GeneratedLoops.of(shape(3, true))).isSameAs(GeneratedLoops.of(shape(3, true)));
        assertThat(GeneratedLoops.of(shape(3, true))).isNotSameAs(GeneratedLoops.of(shape(3, false)));
    }

    @Test
    void theLoopUsedLongestAgoGoes() {
        LoopTicket old = GeneratedLoops.of(shape(200, true));
        LoopTicket used = GeneratedLoops.of(shape(201, true));
        for (int i = 0; i < 4; i++) {
            fillHalf(i);
            used.use();
        }
        assertThat(GeneratedLoops.size()).isLessThanOrEqualTo(GeneratedLoops.CAPACITY);
        assertThat(old.isEvicted()).isTrue();
        assertThat(used.isEvicted()).isFalse();
    }

    @Test
    void evictedLoopsAreUnloaded() throws InterruptedException {
        LoopTicket ticket = GeneratedLoops.of(shape(202, true));
        var type = new WeakReference<>(ticket.require().type());
        assertThat(ticket.loop()).isNotNull();
        fillCache(10);
        fillCache(11);
        assertThat(ticket.isEvicted()).isTrue();
        assertThat(ticket.loop()).isNull();
        for (int i = 0; i < 100 && type.get() != null; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(type.get()).as("the generated class").isNull();
    }

    @Test
    @Tag("slow")
    void aWantedLoopIsMadeInTheBackground() throws InterruptedException {
        LoopShape shape = shape(2, false);
        LoopTicket ticket = GeneratedLoops.of(shape);
        ticket.want(1_000);
        assertThat(ticket.loop()).isNull();
        ticket.want(10_000_000);
        for (int i = 0; i < 3_000 && ticket.loop() == null && !ticket.isRefused(); i++) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(sum(ticket.loop(), shape)).isEqualTo(64 * 65 / 2 + 64 * 3.0);
    }

    /// The sum of 1 to 64 with 1 and 2 added to each.
    private static double sum(GeneratedLoop loop, LoopShape shape) {
        MemorySegment rows = Arena.ofAuto().allocate(64 * 8L, 64);
        for (int i = 0; i < 64; i++) {
            rows.setAtIndex(JAVA_DOUBLE, i, i + 1);
        }
        var reals = new double[GeneratedLoop.realsLength(shape)];
        var wholes = new long[GeneratedLoop.wholesLength(shape)];
        long[] parameters = {Double.doubleToRawLongBits(1), Double.doubleToRawLongBits(2)};
        loop.rows(rows, rows, new long[2], 64, parameters, reals, wholes);
        assertThat(loop.isFlagged(wholes)).isFalse();
        double sum = 0;
        for (int lane = 0; lane < 32; lane++) {
            sum += reals[lane];
        }
        return sum;
    }
}
