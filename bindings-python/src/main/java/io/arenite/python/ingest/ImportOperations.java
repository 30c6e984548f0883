package io.arenite.python.ingest;

import io.arenite.csv.CsvError;
import io.arenite.csv.CsvImport;
import io.arenite.csv.CsvOptions;
import io.arenite.csv.CsvReport;
import io.arenite.csv.OnError;
import io.arenite.partitions.PartitionBy;
import io.arenite.python.handle.DatabaseHandle;
import io.arenite.python.handle.Handles;
import io.arenite.python.handle.PinLabel;
import io.arenite.python.handle.Request;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// CSV files into tables.
public final class ImportOperations {
    private final Handles handles;

    public ImportOperations(Handles handles) {
        this.handles = handles;
    }

    /// Fields: `database`, `table` (a name), `files`, `partition_by`; `names`, `ts`, `key` (empty: none),
    /// `types` (pairs), `separator`, `null_values`, `on_error`, each of which may be missing.
    public Object start(Request request) {
        DatabaseHandle database = handles.pins().get(request.number("database"), DatabaseHandle.class);
        String table = request.text("table");
        List<Path> files = request.texts("files").stream().map(Path::of).toList();
        CsvOptions options = options(request);
        PartitionBy partitionBy = TableOperations.partitionBy(request.text("partition_by"));
        ImportJob job = ImportJob.start(
                watch -> () -> CsvImport.into(database.database(), table, partitionBy, files, options, watch));
        try {
            return Map.of("job", handles.pins().pin(job, PinLabel.handle("import", database, table)));
        } catch (RuntimeException | Error e) {
            job.cancel();
            throw e;
        }
    }

    private static CsvOptions options(Request request) {
        Map<String, String> types = new HashMap<>();
        for (Object pair : request.has("types") ? request.list("types") : List.of()) {
            types.put((String) ((List<?>) pair).get(0), (String) ((List<?>) pair).get(1));
        }
        return new CsvOptions(
                request.has("names") ? request.texts("names") : null,
                request.textOrNull("ts"),
                request.textOrNull("key"),
                types,
                request.has("separator") ? request.text("separator").charAt(0) : ',',
                request.has("null_values") ? Set.copyOf(request.texts("null_values")) : Set.of(),
                OnError.valueOf(request.has("on_error") ? request.text("on_error") : "ABORT"));
    }

    /// Fields: `job`, `milliseconds`. The import's failure is this request's.
    public Object await(Request request) throws Exception {
        ImportJob job = job(request);
        CsvReport report = job.await(request.number("milliseconds"));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("done", report != null);
        answer.put("rows", report == null ? job.rows() : report.rows());
        answer.put("text_bytes", report == null ? job.textBytes() : report.textBytes());
        if (report != null) {
            answer.put("files", report.files());
            answer.put("skipped", report.skipped());
            answer.put(
                    "errors",
                    report.firstErrors().stream()
                            .map(ImportOperations::describe)
                            .toList());
            answer.put("first_ns", report.rows() == 0 ? null : report.firstNs());
            answer.put("last_ns", report.rows() == 0 ? null : report.lastNs());
            answer.put("elapsed_ns", report.elapsedNs());
        }
        return answer;
    }

    private static Object describe(CsvError error) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("rule", error.rule());
        described.put("file", error.file());
        described.put("line", error.line());
        described.put("column", error.column());
        described.put("text", error.text());
        return described;
    }

    /// Field: `job`. It ends at the next batch of rows; nothing of the file at hand is kept.
    public Object cancel(Request request) {
        job(request).cancel();
        return null;
    }

    private ImportJob job(Request request) {
        return handles.pins().get(request.number("job"), ImportJob.class);
    }
}
