package io.arenite.python.handle;

import io.arenite.Table;
import io.arenite.partitions.Column;
import io.arenite.partitions.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// All that Python holds in this process, and the memory that both sides share.
public record Handles(SharedMemory memory, PinTable pins, Interrupts interrupts) implements AutoCloseable {
    public static Handles create() {
        var memory = new SharedMemory();
        return new Handles(memory, new PinTable(memory), new Interrupts());
    }

    /// Makes a handle of a table, and tells what Python needs to know of it: the handle, its words and
    /// its schema.
    public Map<String, Object> open(DatabaseHandle database, Table table) {
        TableHandle handle = database.open(table, memory);
        int slot;
        try {
            slot = pins.pin(handle, PinLabel.handle("table", database, table.name()));
        } catch (RuntimeException | Error e) {
            handle.close();
            throw e;
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("table", slot);
        answer.put("name", table.name());
        answer.put("words", handle.words().firstWord());
        answer.put("partition_by", table.partitionBy().name());
        Schema schema = table.schema();
        boolean hasTimestamp = schema.timestampIndex() >= 0; // a scanned file has none
        answer.put(
                "timestamp",
                hasTimestamp ? schema.column(schema.timestampIndex()).name() : null);
        answer.put("key", schema.hasKey() ? schema.column(schema.keyIndex()).name() : null);
        answer.put("columns", schema.columns().stream().map(Handles::describe).toList());
        return answer;
    }

    /// For tests.
    @Override
    public void close() {
        pins.close();
        memory.close();
    }

    private static List<String> describe(Column column) {
        return List.of(column.name(), column.type().displayName());
    }
}
