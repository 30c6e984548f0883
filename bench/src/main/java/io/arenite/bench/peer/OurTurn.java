package io.arenite.bench.peer;

import com.sun.management.ThreadMXBean;
import io.arenite.LazyFrame;
import io.arenite.Result;
import io.arenite.Table;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// One way of asking us.
///
/// @param works what it can do
record OurTurn(String name, Map<Operation, Work> works) implements Contender {
    /// Held queries that compute each time, and the same from the result cache.
    static final String COMPUTED = "Arenite";

    static final String CACHED = "Arenite cached";

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// Keeps the compiler from dropping what is timed.
    @SuppressWarnings("unused")
    private static volatile long sink;

    /// @param timed gives some number of the answer
    record Work(LongSupplier timed, Supplier<Answer> answer) {}

    /// Queries that are kept and collected again and again.
    static OurTurn held(String name, Table trades, Table small, WorkSet work) {
        var works = new EnumMap<Operation, Work>(Operation.class);
        for (Operation operation : Operation.values()) {
            if (operation != Operation.ROW_COUNT) {
                LazyFrame query = Questions.query(operation, trades, small, work);
                works.put(operation, new Work(() -> rows(query), () -> Questions.answer(operation, query)));
            }
        }
        return new OurTurn(name, works);
    }

    /// The number of rows, which the table knows.
    static OurTurn rowCount(String name, Table trades) {
        var work = new Work(trades::count, () -> Answer.of(trades.count()));
        return new OurTurn(name, Map.of(Operation.ROW_COUNT, work, Operation.COUNT, work));
    }

    private static long rows(LazyFrame query) {
        try (Result result = query.collect()) {
            return result.rowCount();
        }
    }

    @Override
    public Side side() {
        return Side.OURS;
    }

    @Override
    public boolean can(Operation operation) {
        return works.containsKey(operation);
    }

    @Override
    public Turn run(Operation operation, int repeats) {
        Work work = works.get(operation);
        LongSupplier timed = work.timed();
        long sum = 0;
        long allocatedBefore = THREADS.getTotalThreadAllocatedBytes();
        long start = System.nanoTime();
        for (int i = 0; i < repeats; i++) {
            sum += timed.getAsLong();
        }
        long elapsedNs = System.nanoTime() - start;
        sink = sum;
        long allocated = THREADS.getTotalThreadAllocatedBytes() - allocatedBefore;
        return new Turn(
                elapsedNs / (double) repeats,
                allocated / (double) repeats,
                work.answer().get());
    }
}
