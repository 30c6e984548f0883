package io.arenite.python.files;

import io.arenite.LazyFrame;
import io.arenite.Result;
import io.arenite.csv.ImportWatch;
import io.arenite.formats.ExportOptions;
import io.arenite.formats.FileExport;
import io.arenite.formats.FileFormat;
import io.arenite.formats.export.RowBlock;
import io.arenite.formats.export.RowSource;
import io.arenite.python.handle.DatabaseHandle;
import io.arenite.python.handle.Handles;
import io.arenite.python.handle.PinLabel;
import io.arenite.python.handle.Request;
import io.arenite.python.handle.TableHandle;
import io.arenite.python.plan.PlanHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/// Results, queries and tables into files. Fields of all: `file`, `format`; `compression` and
/// `group_rows`, which may be missing.
public final class ExportOperations {
    private final Handles handles;

    public ExportOperations(Handles handles) {
        this.handles = handles;
    }

    /// Where rows come from, asked for by the job's thread.
    private interface Source {
        RowSource open();
    }

    /// Field `table`: its handle.
    public Object table(Request request) {
        TableHandle table = handles.pins().get(request.number("table"), TableHandle.class);
        return start(request, table.database(), () -> RowSource.of(table.table()));
    }

    /// Field `plan`: its pin. The query runs, and its result is written.
    public Object plan(Request request) {
        PlanHandle plan = handles.pins().get(request.number("plan"), PlanHandle.class);
        LazyFrame frame = plan.frame();
        return start(request, plan.table().database(), () -> new Collected(frame.collect()));
    }

    /// Fields: `rows`, `columns`, as [FrameColumns] tells. What Python holds, which it keeps until the
    /// job is done.
    public Object frame(Request request) {
        RowSource columns = FrameColumns.read(request);
        return start(request, null, () -> columns);
    }

    private Object start(Request request, DatabaseHandle database, Source source) {
        Path file = Path.of(request.text("file"));
        FileFormat format = FileFormat.valueOf(request.text("format"));
        ExportOptions options = ExportOptions.defaults().withCompression(request.textOrNull("compression"));
        ExportOptions grouped =
                request.has("group_rows") ? options.withGroupRows(request.number("group_rows")) : options;
        FileJob job = FileJob.start(watch -> work(source, file, format, grouped, watch));
        return ImportOperations.pinned(handles, job, PinLabel.handle("export", database, file.toString()));
    }

    private static Callable<Map<String, Object>> work(
            Source source, Path file, FileFormat format, ExportOptions options, ImportWatch watch) {
        return () -> {
            try (RowSource rows = source.open()) {
                return Map.of("rows", FileExport.write(rows, file, format, options, watch));
            }
        };
    }

    /// A result that goes with its rows.
    private record Collected(Result result, RowSource rows) implements RowSource {
        Collected(Result result) {
            this(result, RowSource.of(result));
        }

        @Override
        public List<Field> fields() {
            return rows.fields();
        }

        @Override
        public long rowCount() {
            return rows.rowCount();
        }

        @Override
        public RowBlock next() {
            return rows.next();
        }

        @Override
        public void close() {
            result.close();
        }
    }
}
