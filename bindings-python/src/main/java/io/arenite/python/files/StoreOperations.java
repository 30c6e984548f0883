package io.arenite.python.files;

import io.arenite.Arenite;
import io.arenite.AreniteOptions;
import io.arenite.Table;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.Damage;
import io.arenite.partitions.ScanOptions;
import io.arenite.partitions.arrow.ArrowCompression;
import io.arenite.partitions.log.SyncMode;
import io.arenite.python.handle.DatabaseHandle;
import io.arenite.python.handle.Handles;
import io.arenite.python.handle.PinLabel;
import io.arenite.python.handle.Request;
import io.arenite.python.handle.TableHandle;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/// Databases in directories, and what is done with their files.
public final class StoreOperations {
    private static final long SECOND_NS = 1_000_000_000;

    private final Handles handles;

    public StoreOperations(Handles handles) {
        this.handles = handles;
    }

    /// Fields: `path`, `writes`; `sync` (`none`, `commit` or milliseconds), `compression`, `limit_bytes`
    /// and `cache_bytes`, which may be missing.
    public Object open(Request request) {
        AreniteOptions options = AreniteOptions.defaults();
        if (request.has("limit_bytes")) {
            options = options.withMemoryLimitBytes(request.number("limit_bytes"));
        }
        if (request.has("cache_bytes")) {
            options = options.withCacheBytes(request.number("cache_bytes"));
        }
        if (request.has("sync")) {
            options = options.withSync(sync(request.text("sync")));
        }
        if (request.has("compression")) {
            options = options.withDurable(options.durable().withCompression(compression(request.text("compression"))));
        }
        Path path = Path.of(request.text("path"));
        boolean writes = request.flag("writes", true);
        DatabaseHandle handle =
                DatabaseHandle.owning(writes ? Arenite.open(path, options) : Arenite.openForReading(path, options));
        try {
            return Map.of("database", handles.pins().pin(handle, PinLabel.handle("database", handle, "")));
        } catch (RuntimeException | Error e) {
            handle.close();
            throw e;
        }
    }

    private static SyncMode sync(String text) {
        return switch (text) {
            case "none" -> SyncMode.none();
            case "commit" -> SyncMode.commit();
            default -> SyncMode.interval(Long.parseLong(text));
        };
    }

    private static ArrowCompression compression(String name) {
        return name.equals("uncompressed")
                ? ArrowCompression.NONE
                : ArrowCompression.valueOf(name.toUpperCase(Locale.ROOT));
    }

    /// Fields: `database`, `path`: an Arrow file, as a table that nobody appends to; `symbols`, which may be
    /// missing: columns of text.
    public Object scan(Request request) {
        DatabaseHandle database = database(request);
        ScanOptions options = ScanOptions.defaults();
        if (request.has("symbols")) {
            options = options.withSymbols(request.texts("symbols"));
        }
        return handles.open(database, database.database().scanTable(Path.of(request.text("path")), options));
    }

    /// Field `database`.
    public Object refresh(Request request) {
        database(request).database().refresh();
        return null;
    }

    /// Field `database` or `table`. A job.
    public Object seal(Request request) {
        if (request.has("table")) {
            Table table = table(request).table();
            return start("seal", () -> {
                table.seal();
                return Map.of();
            });
        }
        Arenite database = database(request).database();
        return start("seal", () -> {
            database.seal();
            return Map.of();
        });
    }

    /// Field `database` or `table`. A job, whose answer has `damage`, a list.
    public Object verify(Request request) {
        if (request.has("table")) {
            Table table = table(request).table();
            return start("verify", () -> damage(table.verify()));
        }
        Arenite database = database(request).database();
        return start("verify", () -> damage(database.verify()));
    }

    private static Map<String, Object> damage(List<Damage> found) {
        return Map.of("damage", found.stream().map(StoreOperations::describe).toList());
    }

    private static Object describe(Damage damage) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("table", damage.table());
        described.put("file", damage.file().toString());
        described.put("offset", damage.offset());
        described.put("text", damage.text());
        return described;
    }

    /// Fields: `database`, `path`. A job.
    public Object backup(Request request) {
        Arenite database = database(request).database();
        Path target = Path.of(request.text("path"));
        FileJob job = FileJob.start(watch -> () -> {
            database.backup(target, watch::isCancelled);
            return Map.of();
        });
        return ImportOperations.pinned(handles, job, PinLabel.handle("backup", null, ""));
    }

    private Object start(String what, Callable<Map<String, Object>> task) {
        return ImportOperations.pinned(handles, FileJob.start(_ -> task), PinLabel.handle(what, null, ""));
    }

    /// Fields: `table`, `ns`: the bucket of that moment goes.
    public Object dropPartition(Request request) {
        long ns = request.number("ns");
        Instant moment = Instant.ofEpochSecond(Math.floorDiv(ns, SECOND_NS), Math.floorMod(ns, SECOND_NS));
        return table(request).table().dropBucket(moment);
    }

    /// Fields: `table`, `name`, `type`. The answer is the table that goes on.
    public Object addColumn(Request request) {
        TableHandle table = table(request);
        ColumnType type = ColumnType.parse(request.text("type"));
        return handles.open(table.database(), table.table().addColumn(request.text("name"), type));
    }

    /// Fields: `table`, `name`, `new_name`. The answer is the table that goes on.
    public Object renameColumn(Request request) {
        TableHandle table = table(request);
        return handles.open(
                table.database(), table.table().renameColumn(request.text("name"), request.text("new_name")));
    }

    /// Fields: `table`, `name`. The answer is the table that goes on.
    public Object dropColumn(Request request) {
        TableHandle table = table(request);
        return handles.open(table.database(), table.table().dropColumn(request.text("name")));
    }

    private TableHandle table(Request request) {
        return handles.pins().get(request.number("table"), TableHandle.class);
    }

    private DatabaseHandle database(Request request) {
        return handles.pins().get(request.number("database"), DatabaseHandle.class);
    }
}
