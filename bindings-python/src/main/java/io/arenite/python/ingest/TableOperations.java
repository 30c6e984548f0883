package io.arenite.python.ingest;

import io.arenite.Table;
import io.arenite.partitions.Appender;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.PartitionBy;
import io.arenite.partitions.Schema;
import io.arenite.partitions.TableStore;
import io.arenite.python.handle.DatabaseHandle;
import io.arenite.python.handle.Handles;
import io.arenite.python.handle.Request;
import io.arenite.python.handle.TableHandle;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.WeakHashMap;

/// Making tables, and appending to them by columns.
public final class TableOperations {
    private final Handles handles;
    /// Whose turn it is to append, by table.
    private final Map<TableStore, Object> turns = Collections.synchronizedMap(new WeakHashMap<>());

    public TableOperations(Handles handles) {
        this.handles = handles;
    }

    /// Fields: `database`, `name`, `columns` (pairs of name and type), `timestamp` and `key` or none,
    /// `partition_by`.
    public Object create(Request request) {
        DatabaseHandle database = handles.pins().get(request.number("database"), DatabaseHandle.class);
        Schema.Builder schema = Schema.builder();
        String timestamp = request.textOrNull("timestamp");
        for (Object column : request.list("columns")) {
            List<?> pair = (List<?>) column;
            ColumnType type = ColumnType.parse((String) pair.get(1));
            schema.column((String) pair.get(0), type);
            timestamp = timestamp == null && type.equals(ColumnType.TIMESTAMP_NS) ? (String) pair.get(0) : timestamp;
        }
        if (timestamp != null) {
            schema.designated(timestamp);
        }
        if (request.has("key")) {
            schema.key(request.text("key"));
        }
        PartitionBy partitionBy = partitionBy(request.text("partition_by"));
        Table table = database.database().createTable(request.text("name"), schema.build(), partitionBy);
        return handles.open(database, table);
    }

    public static PartitionBy partitionBy(String name) {
        for (PartitionBy choice : PartitionBy.values()) {
            if (choice.name().equals(name.toUpperCase(Locale.ROOT))) {
                return choice;
            }
        }
        throw new IllegalArgumentException(
                "unknown time bucket: partition_by=" + name + ", known=hour, day, month, year, none");
    }

    /// Threads of Python that append at once wait for each other; an open appender or feed is an error.
    ///
    /// Fields: `table`, `address` of the batches' description. All rows are committed at once, or none is
    /// appended.
    public Object append(Request request) {
        TableHandle handle = handles.pins().get(request.number("table"), TableHandle.class);
        synchronized (turns.computeIfAbsent(handle.store(), _ -> new Object())) {
            return append(handle, request.number("address"));
        }
    }

    private static Object append(TableHandle handle, long address) {
        try (Appender appender = handle.table().appender()) {
            try {
                long rows = ColumnAppend.append(
                        appender, handle.table().schema(), handle.store().symbols(), address, 0);
                return Map.of("rows", rows, "commit", appender.commit());
            } catch (RuntimeException | Error e) {
                appender.rollback();
                throw e;
            }
        }
    }

    /// Fields: `table`, `symbols`: the codes of these symbols, new ones where there are none.
    public Object intern(Request request) {
        var symbols = handles.pins()
                .get(request.number("table"), TableHandle.class)
                .store()
                .symbols();
        return request.texts("symbols").stream().map(symbols::intern).toList();
    }
}
