package io.arenite.python.bridge;

import io.arenite.Arenite;
import io.arenite.AreniteOptions;
import io.arenite.DatabaseStats;
import io.arenite.Table;
import io.arenite.arena.MemoryStats;
import io.arenite.partitions.TableStats;
import io.arenite.python.SharedDatabases;
import io.arenite.python.handle.DatabaseHandle;
import io.arenite.python.handle.Handles;
import io.arenite.python.handle.PinLabel;
import io.arenite.python.handle.Request;
import io.arenite.python.handle.TableHandle;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Databases and their tables.
final class DatabaseOperations {
    private static final long SECOND_NS = 1_000_000_000;

    private final Handles handles;

    DatabaseOperations(Handles handles) {
        this.handles = handles;
    }

    /// Fields, all of which may be missing: `limit_bytes`, `cache_bytes`.
    Object memory(Request request) {
        AreniteOptions options = AreniteOptions.defaults();
        if (request.has("limit_bytes")) {
            options = options.withMemoryLimitBytes(request.number("limit_bytes"));
        }
        if (request.has("cache_bytes")) {
            options = options.withCacheBytes(request.number("cache_bytes"));
        }
        return pinned(DatabaseHandle.owning(Arenite.inMemory(options)));
    }

    Object shared(Request request) {
        return pinned(DatabaseHandle.sharing(SharedDatabases.get(request.text("name"))));
    }

    private Object pinned(DatabaseHandle handle) {
        try {
            return Map.of("database", handles.pins().pin(handle, PinLabel.handle("database", handle, "")));
        } catch (RuntimeException | Error e) {
            handle.close();
            throw e;
        }
    }

    Object close(Request request) {
        database(request).close();
        handles.pins().sweep();
        return null;
    }

    Object tables(Request request) {
        return database(request).database().tables();
    }

    Object table(Request request) {
        DatabaseHandle handle = database(request);
        return handles.open(handle, handle.database().table(request.text("name")));
    }

    Object dropTable(Request request) {
        database(request).database().dropTable(request.text("name"));
        return null;
    }

    /// The table of a handle, whatever has its name by now.
    Object drop(Request request) {
        table(request.number("table")).drop();
        return null;
    }

    /// Field `ns`: the partitions that end at or before this moment go.
    Object dropBefore(Request request) {
        long ns = request.number("ns");
        Instant moment = Instant.ofEpochSecond(Math.floorDiv(ns, SECOND_NS), Math.floorMod(ns, SECOND_NS));
        return table(request.number("table")).dropBefore(moment);
    }

    Object stats(Request request) {
        DatabaseStats stats = database(request).database().stats();
        Map<String, Object> answer = new LinkedHashMap<>();
        MemoryStats memory = stats.memory();
        answer.put("reserved_bytes", memory.reservedBytes());
        answer.put("committed_bytes", memory.committedBytes());
        answer.put("pinned_bytes", memory.pinnedBytes());
        answer.put("limit_bytes", memory.limitBytes());
        answer.put("symbols", stats.symbols());
        List<Object> tables = new ArrayList<>();
        for (TableStats table : stats.tables()) {
            Map<String, Object> described = new LinkedHashMap<>();
            described.put("name", table.name());
            described.put("rows", table.rows());
            described.put("late_rows", table.lateRows());
            described.put("partitions", table.partitions());
            described.put("committed_bytes", table.memory().committedBytes());
            described.put("pinned_bytes", table.memory().pinnedBytes());
            tables.add(described);
        }
        answer.put("tables", tables);
        return answer;
    }

    /// What Python holds of the memory of one database: views of tables and results of queries.
    Object pins(Request request) {
        handles.pins().sweep();
        DatabaseHandle asked = database(request);
        List<Object> pins = new ArrayList<>();
        handles.pins().forEach((slot, label) -> {
            boolean memory = label.kind().equals("view") || label.kind().equals("result");
            if (memory && label.database().database() == asked.database()) {
                Map<String, Object> described = new LinkedHashMap<>();
                described.put("pin", slot);
                described.put("kind", label.kind());
                described.put("name", label.name());
                described.put("key", label.key());
                described.put("rows", label.rows());
                described.put("bytes", label.bytes());
                pins.add(described);
            }
        });
        return pins;
    }

    private Table table(long slot) {
        return handles.pins().get(slot, TableHandle.class).table();
    }

    private DatabaseHandle database(Request request) {
        return handles.pins().get(request.number("database"), DatabaseHandle.class);
    }
}
