package io.arenite.lazy;

import io.arenite.engine.cache.ResultCache;
import io.arenite.lazy.plan.LogicalPlan;
import java.util.concurrent.ConcurrentHashMap;

/// The queries that were asked, by what was typed: plans are values, so a query that is built anew finds
/// what an equal one was compiled to and its answer. As long as the cache has room; a query of a dropped
/// table goes with it.
final class PreparedQueries {
    private final ResultCache cache;
    private final ConcurrentHashMap<LogicalPlan, PreparedQuery> byPlan = new ConcurrentHashMap<>();

    PreparedQueries(ResultCache cache) {
        this.cache = cache;
    }

    ResultCache cache() {
        return cache;
    }

    PreparedQuery get(LogicalPlan plan) {
        PreparedQuery present = byPlan.get(plan);
        if (present != null) {
            return present;
        }
        var made = new PreparedQuery(plan, this);
        if (!cache.isOn() || plan.callsForeign()) {
            return made;
        }
        // into the map first: who is evicted meanwhile takes himself out of it
        PreparedQuery raced = byPlan.putIfAbsent(plan, made);
        if (raced != null) {
            return raced;
        }
        made.enter();
        return made;
    }

    void forget(LogicalPlan plan, PreparedQuery query) {
        byPlan.remove(plan, query);
    }
}
