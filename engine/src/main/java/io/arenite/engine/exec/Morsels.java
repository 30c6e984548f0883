package io.arenite.engine.exec;

import io.arenite.engine.kernel.Batch;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/// Hands out the units of a scan in runs of about 128 Ki rows, in order, to whoever asks next. A run ends
/// with its partition once it has half as many: two workers at one partition wait for each other where its
/// columns have to be decoded.
final class Morsels {
    private static final long ROWS = 2L * Batch.BLOCK_ROWS;

    private final int[] starts;
    private final AtomicInteger next = new AtomicInteger();
    private volatile boolean stopped;

    private Morsels(int[] starts) {
        this.starts = starts;
    }

    static Morsels of(ScanSelection selection) {
        int[] starts = new int[16];
        int count = 1;
        long rows = 0;
        for (int p = 0; p < selection.size(); p++) {
            for (int unit = selection.firstUnit(p); unit < selection.firstUnit(p + 1); unit++) {
                if (rows >= ROWS || rows >= ROWS / 2 && unit == selection.firstUnit(p)) {
                    if (count + 1 >= starts.length) {
                        starts = Arrays.copyOf(starts, starts.length * 2);
                    }
                    starts[count++] = unit;
                    rows = 0;
                }
                long before = (long) (unit - selection.firstUnit(p) + selection.firstBlock(p)) * Batch.BLOCK_ROWS;
                rows += Math.min(Batch.BLOCK_ROWS, selection.rows(p) - before);
            }
        }
        starts = Arrays.copyOf(starts, count + 1);
        starts[count] = selection.units();
        return new Morsels(starts);
    }

    /// One morsel of everything.
    static Morsels whole(ScanSelection selection) {
        return new Morsels(new int[] {0, selection.units()});
    }

    int count() {
        return starts.length - 1;
    }

    /// The next morsel, or -1.
    int take() {
        int morsel = next.getAndIncrement();
        return stopped || morsel >= count() ? -1 : morsel;
    }

    int firstUnit(int morsel) {
        return starts[morsel];
    }

    int endUnit(int morsel) {
        return starts[morsel + 1];
    }

    void stop() {
        stopped = true;
    }
}
