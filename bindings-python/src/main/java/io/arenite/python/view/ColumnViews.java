package io.arenite.python.view;

import io.arenite.partitions.Column;
import io.arenite.partitions.ColumnChunk;
import io.arenite.partitions.ColumnView;
import io.arenite.partitions.ForeignRows;
import io.arenite.partitions.Schema;
import io.arenite.partitions.SymbolDictionary;
import io.arenite.partitions.TableSnapshot;
import io.arenite.partitions.UnknownNameException;
import io.arenite.python.handle.Handles;
import io.arenite.python.handle.PinLabel;
import io.arenite.python.handle.Request;
import io.arenite.python.handle.TableHandle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Columns of a table as one snapshot sees them, by addresses: a pin for each partition and column.
public final class ColumnViews {
    private final Handles handles;

    public ColumnViews(Handles handles) {
        this.handles = handles;
    }

    /// Fields: `table`, `columns`, `key` or none, `start` and `end` (nanoseconds, the end exclusive) or
    /// none, `cached` if Python keeps the arrays while the commit is the same.
    public Object columns(Request request) {
        TableHandle handle = handles.pins().get(request.number("table"), TableHandle.class);
        String key = request.textOrNull("key");
        long start = request.numberOr("start", Long.MIN_VALUE);
        long end = request.numberOr("end", Long.MAX_VALUE);
        boolean cached = request.flag("cached", false);
        if (key != null) {
            requireKnown(handle, key);
        }
        return handle.store().ask(snapshot -> {
            var shape = new ViewShape(handle, snapshot.commitNumber(), key, cached);
            return columns(snapshot, request.texts("columns"), ranges(snapshot, key, start, end), shape);
        });
    }

    private Object columns(TableSnapshot snapshot, List<String> names, List<RowRange> ranges, ViewShape shape) {
        Map<String, Object> answer = new LinkedHashMap<>();
        List<Object> columns = new ArrayList<>();
        List<Integer> taken = new ArrayList<>();
        answer.put("commit", shape.commit);
        try {
            for (String name : names) {
                columns.add(column(snapshot, name, ranges, shape, taken));
            }
        } catch (RuntimeException | Error e) {
            taken.forEach(handles.pins()::close);
            throw e;
        }
        answer.put("columns", columns);
        return answer;
    }

    /// The symbols of the dictionary from the code `from` on; null where a code has none yet.
    public Object symbols(Request request) {
        SymbolDictionary symbols = handles.pins()
                .get(request.number("table"), TableHandle.class)
                .store()
                .symbols();
        return IntStream.range((int) request.numberOr("from", 0), symbols.size())
                .mapToObj(code -> symbols.isKnown(code) ? symbols.symbol(code) : null)
                .toList();
    }

    private record ViewShape(TableHandle handle, long commit, String key, boolean cached) {}

    /// The rows of one chunk that are asked for; null ranges stand for all rows.
    private record RowRange(long from, long to) {}

    private static void requireKnown(TableHandle handle, String key) {
        if (!handle.table().schema().hasKey()) {
            throw new IllegalArgumentException(
                    "table has no key: table=" + handle.table().name() + ", key=" + key);
        }
        SymbolDictionary symbols = handle.store().symbols();
        if (symbols.code(key) < 0) {
            throw new UnknownNameException(
                    "key",
                    key,
                    IntStream.range(0, symbols.size())
                            .filter(symbols::isKnown)
                            .mapToObj(symbols::symbol)
                            .toList());
        }
    }

    /// Null for all rows.
    private static List<RowRange> ranges(TableSnapshot snapshot, String key, long start, long end) {
        if (start == Long.MIN_VALUE && end == Long.MAX_VALUE) {
            return null;
        }
        Schema schema = snapshot.schema();
        String timestamp = schema.column(schema.timestampIndex()).name();
        List<RowRange> ranges = new ArrayList<>();
        try (ColumnView times = open(snapshot, timestamp, key)) {
            for (ColumnChunk chunk : times.chunks()) {
                long from = lowerBound(chunk, start);
                ranges.add(new RowRange(from, Math.max(from, lowerBound(chunk, end))));
            }
        }
        return ranges;
    }

    private static long lowerBound(ColumnChunk times, long ns) {
        long low = 0;
        long high = times.length();
        while (low < high) {
            long middle = low + high >>> 1;
            if (times.getLong(middle) < ns) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static ColumnView open(TableSnapshot snapshot, String column, String key) {
        return key == null ? snapshot.column(column) : snapshot.column(column, key);
    }

    private Object column(
            TableSnapshot snapshot, String name, List<RowRange> ranges, ViewShape shape, List<Integer> taken) {
        Column column = snapshot.schema().column(name);
        boolean stored = column.index() != snapshot.schema().keyIndex();
        List<Object> chunks = new ArrayList<>();
        try (ColumnView view = open(snapshot, name, shape.key)) {
            for (int i = 0; i < view.chunks().size(); i++) {
                ColumnChunk chunk = view.chunks().get(i);
                RowRange range = ranges == null ? new RowRange(0, chunk.length()) : ranges.get(i);
                if (range.from < range.to) {
                    chunks.add(stored ? pinned(chunk, column, range, shape, taken) : constant(chunk, range));
                }
            }
        }
        return Map.of("name", name, "type", column.type().displayName(), "chunks", chunks);
    }

    /// The key's own column is not stored: one code for all rows.
    private static Object constant(ColumnChunk chunk, RowRange range) {
        return Map.of("rows", range.to - range.from, "code", chunk.keyCode());
    }

    private Object pinned(ColumnChunk chunk, Column column, RowRange range, ViewShape shape, List<Integer> taken) {
        ForeignRows rows = chunk.foreignRows(range.from, range.to);
        int slot;
        try {
            slot = handles.pins().pin(rows, label(chunk, column, rows, shape));
        } catch (RuntimeException | Error e) {
            rows.close();
            throw e;
        }
        taken.add(slot);
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("pin", slot);
        described.put("rows", rows.rows());
        described.put("values", rows.values());
        if (rows.validity() != 0) {
            described.put("validity", rows.validity());
        }
        described.put("bit", rows.firstBit());
        if (rows.data() != 0) {
            described.put("data", rows.data());
            described.put("data_bytes", rows.dataBytes());
        }
        return described;
    }

    private static PinLabel label(ColumnChunk chunk, Column column, ForeignRows rows, ViewShape shape) {
        TableHandle handle = shape.handle;
        String key = chunk.keyCode() < 0 ? null : handle.store().symbols().symbol(chunk.keyCode());
        return new PinLabel(
                "view",
                handle.database(),
                handle.table().name() + "." + column.name(),
                key,
                rows.rows(),
                rows.lease().arena().sizeBytes(),
                shape.cached ? handle.words() : null,
                shape.commit);
    }
}
