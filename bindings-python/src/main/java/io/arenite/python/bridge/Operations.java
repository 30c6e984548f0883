package io.arenite.python.bridge;

import io.arenite.python.feed.DemoFeeds;
import io.arenite.python.files.ExportOperations;
import io.arenite.python.files.ImportOperations;
import io.arenite.python.files.StoreOperations;
import io.arenite.python.handle.Handles;
import io.arenite.python.handle.Operation;
import io.arenite.python.ingest.AppenderOperations;
import io.arenite.python.ingest.TableOperations;
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
        operations.put("buffer", attachment::buffer);
        operations.put("detach", attachment::detach);

        var databases = new DatabaseOperations(handles);
        operations.put("memory", databases::memory);
        operations.put("shared", databases::shared);
        operations.put("close", databases::close);
        operations.put("tables", databases::tables);
        operations.put("table", databases::table);
        operations.put("drop_table", databases::dropTable);
        operations.put("drop", databases::drop);
        operations.put("drop_before", databases::dropBefore);
        operations.put("stats", databases::stats);
        operations.put("pins", databases::pins);

        var feeds = new DemoFeeds(handles);
        operations.put("demo_feed", feeds::start);
        operations.put("stop_demo_feed", feeds::stop);

        var views = new ColumnViews(handles);
        operations.put("columns", views::columns);
        operations.put("symbols", views::symbols);

        var plans = new PlanOperations(handles.pins());
        operations.put("compile", plans::compile);
        operations.put("explain", plans::explain);
        operations.put("profile", plans::profile);

        var tables = new TableOperations(handles);
        operations.put("create_table", tables::create);
        operations.put("append", tables::append);
        operations.put("intern", tables::intern);

        var appenders = new AppenderOperations(handles);
        operations.put("appender", appenders::open);
        operations.put("appender_append", appenders::append);
        operations.put("appender_rollback", appenders::rollback);
        operations.put("appender_close", appenders::close);

        var imports = new ImportOperations(handles);
        operations.put("import_files", imports::start);
        operations.put("job_wait", imports::await);
        operations.put("job_cancel", imports::cancel);

        var stores = new StoreOperations(handles);
        operations.put("open", stores::open);
        operations.put("refresh", stores::refresh);
        operations.put("scan", stores::scan);
        operations.put("seal", stores::seal);
        operations.put("verify", stores::verify);
        operations.put("backup", stores::backup);
        operations.put("drop_partition", stores::dropPartition);
        operations.put("add_column", stores::addColumn);
        operations.put("rename_column", stores::renameColumn);
        operations.put("drop_column", stores::dropColumn);

        var exports = new ExportOperations(handles);
        operations.put("write_table", exports::table);
        operations.put("write_plan", exports::plan);
        operations.put("write_frame", exports::frame);
        return operations;
    }
}
