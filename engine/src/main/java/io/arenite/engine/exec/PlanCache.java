package io.arenite.engine.exec;

import io.arenite.partitions.Schema;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Compiled plans by plan and schema. Plans are values, so a tree that is built anew for each call is compiled once.
/// When full, all are forgotten: compiling costs microseconds.
final class PlanCache<P, C> {
    private static final int CAPACITY = 512;

    private final ConcurrentHashMap<Key, C> compiled = new ConcurrentHashMap<>();

    private record Key(Object plan, Schema schema) {
        /// A table has one schema object; comparing columns would cost more than the rest of the lookup.
        @Override
        @SuppressWarnings("ReferenceEquality")
        public boolean equals(Object other) {
            return other instanceof Key(Object otherPlan, Schema otherSchema)
                    && schema == otherSchema
                    && plan.equals(otherPlan);
        }

        @Override
        public int hashCode() {
            return plan.hashCode() * 31 + System.identityHashCode(schema);
        }
    }

    C get(P plan, Schema schema, Function<P, C> compile) {
        var key = new Key(plan, schema);
        C present = compiled.get(key);
        if (present != null) {
            return present;
        }
        if (compiled.size() >= CAPACITY) {
            compiled.clear();
        }
        C made = compile.apply(plan);
        compiled.put(key, made);
        return made;
    }
}
