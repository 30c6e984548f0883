package io.arenite.python.plan;

import io.arenite.LazyFrame;
import io.arenite.python.handle.TableHandle;

/// A plan that Python holds; it keeps no memory but its own.
public record PlanHandle(TableHandle table, LazyFrame frame) implements AutoCloseable {
    @Override
    public void close() {
        // nothing but garbage
    }
}
