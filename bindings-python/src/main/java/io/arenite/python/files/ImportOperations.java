package io.arenite.python.files;

import io.arenite.csv.CsvError;
import io.arenite.csv.CsvImport;
import io.arenite.csv.CsvOptions;
import io.arenite.csv.CsvReport;
import io.arenite.csv.OnError;
import io.arenite.formats.FileFormat;
import io.arenite.formats.FileImport;
import io.arenite.formats.ImportReport;
import io.arenite.partitions.PartitionBy;
import io.arenite.python.handle.DatabaseHandle;
import io.arenite.python.handle.Handles;
import io.arenite.python.handle.PinLabel;
import io.arenite.python.handle.Request;
import io.arenite.python.ingest.TableOperations;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Files into tables, and the jobs that do it.
public final class ImportOperations {
    private final Handles handles;

    public ImportOperations(Handles handles) {
        this.handles = handles;
    }

    /// Fields: `database`, `table` (a name), `files`, `partition_by`; `format` (`csv` if missing),
    /// `names`, `ts`, `key` (empty: none), `types` (pairs), `separator`, `null_values`, `on_error`, each
    /// of which may be missing.
    public Object start(Request request) {
        DatabaseHandle database = handles.pins().get(request.number("database"), DatabaseHandle.class);
        String table = request.text("table");
        List<Path> files = request.texts("files").stream().map(Path::of).toList();
        CsvOptions options = options(request);
        PartitionBy partitionBy = TableOperations.partitionBy(request.text("partition_by"));
        FileFormat format = FileFormat.valueOf(request.has("format") ? request.text("format") : "CSV");
        FileJob job = FileJob.start(watch -> format == FileFormat.CSV
                ? () -> describe(CsvImport.into(database.database(), table, partitionBy, files, options, watch))
                : () -> describe(
                        FileImport.into(database.database(), table, partitionBy, files, format, options, watch)));
        return pinned(handles, job, PinLabel.handle("import", database, table));
    }

    /// The answer that Python waits by.
    static Object pinned(Handles handles, FileJob job, PinLabel label) {
        try {
            return Map.of("job", handles.pins().pin(job, label));
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

    private static Map<String, Object> describe(CsvReport report) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("rows", report.rows());
        answer.put("text_bytes", report.textBytes());
        answer.put("files", report.files());
        answer.put("skipped", report.skipped());
        answer.put(
                "errors",
                report.firstErrors().stream().map(ImportOperations::describe).toList());
        answer.put("first_ns", report.rows() == 0 ? null : report.firstNs());
        answer.put("last_ns", report.rows() == 0 ? null : report.lastNs());
        answer.put("elapsed_ns", report.elapsedNs());
        return answer;
    }

    private static Map<String, Object> describe(ImportReport report) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("rows", report.rows());
        answer.put("file_bytes", report.fileBytes());
        answer.put("files", report.files());
        answer.put("skipped", report.skipped());
        answer.put("errors", report.firstErrors());
        answer.put("first_ns", report.rows() == 0 ? null : report.firstNs());
        answer.put("last_ns", report.rows() == 0 ? null : report.lastNs());
        answer.put("elapsed_ns", report.elapsedNs());
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

    /// Fields: `job`, `milliseconds`. The failure of an import or export is this request's.
    public Object await(Request request) throws Exception {
        FileJob job = job(request);
        Map<String, Object> report = job.await(request.number("milliseconds"));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("done", report != null);
        answer.put("rows", job.rows());
        answer.put("text_bytes", job.textBytes());
        if (report != null) {
            answer.putAll(report);
        }
        return answer;
    }

    /// Field: `job`. It ends at the next batch of rows; nothing of the file at hand is kept.
    public Object cancel(Request request) {
        job(request).cancel();
        return null;
    }

    private FileJob job(Request request) {
        return handles.pins().get(request.number("job"), FileJob.class);
    }
}
