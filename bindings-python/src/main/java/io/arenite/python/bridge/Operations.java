package io.arenite.python.bridge;

import io.arenite.python.handle.Handles;
import io.arenite.python.handle.Operation;
import io.arenite.python.plan.PlanOperations;
import io.arenite.python.view.ColumnViews;
import java.util.HashMap;
import java.util.Map;

/// The requests that there are, by name. A feature adds its lines here.
final class Operations {
    private Operations() {}

    static Map<String, Operation> of(Handles handles) {
        Map<String, Operation> operations = new HashMap<>();

        var attachment = new Attachment(handles);
        operations.put("attach", attachment::attach);
        operations.put("detach", attachment::detach);

        var databases = new DatabaseOperations(handles);
        operations.put("memory", databases::memory);
        operations.put("shared", databases::shared);
        operations.put("close", databases::close);
        operations.put("tables", databases::tables);
        operations.put("table", databases::table);
        operations.put("drop_table", databases::dropTable);
        operations.put("drop_before", databases::dropBefore);
        operations.put("stats", databases::stats);
        operations.put("pins", databases::pins);

        var views = new ColumnViews(handles);
        operations.put("columns", views::columns);
        operations.put("symbols", views::symbols);

        var plans = new PlanOperations(handles.pins());
        operations.put("compile", plans::compile);
        operations.put("explain", plans::explain);
        operations.put("profile", plans::profile);
        return operations;
    }
}
