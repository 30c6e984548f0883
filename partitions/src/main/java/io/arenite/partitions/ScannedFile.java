package io.arenite.partitions;

import io.arenite.arena.file.OpenFile;
import io.arenite.arena.file.StorageException;
import io.arenite.partitions.arrow.ArrowBatch;
import io.arenite.partitions.arrow.ArrowDictionary;
import io.arenite.partitions.arrow.ArrowField;
import io.arenite.partitions.arrow.ArrowFile;
import io.arenite.partitions.arrow.UnsupportedArrowException;
import io.arenite.partitions.log.SegmentPartition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/// An Arrow file as a table that nobody appends to: each record batch a partition, in the order of the file.
/// It has no designated timestamp and no key. Fields of types that are not ours are left out, with their
/// names kept for an error.
///
/// Opening it reads the file's end; the headers of its batches and its dictionaries are read when a query
/// asks for rows or symbols.
final class ScannedFile implements SealedFile.FieldChoice, Durability {
    private final MappedFiles mappedFiles;
    private final Path path;
    private final SymbolDictionary symbols = new SymbolDictionary();
    /// By column of the table.
    private final int[] fields;

    private final Map<ArrowDictionary, Codes> codes = new WeakHashMap<>();

    /// @param map null where the codes are those of [#symbols]
    private record Codes(int[] map) {}

    private ScannedFile(MappedFiles mappedFiles, Path path, int[] fields) {
        this.mappedFiles = mappedFiles;
        this.path = path;
        this.fields = fields;
    }

    static TableStore open(Storage storage, MappedFiles mappedFiles, Path path) {
        ArrowFile arrow;
        try (OpenFile file = mappedFiles.open(path)) {
            arrow = ArrowFile.open(file);
        }
        List<Column> columns = new ArrayList<>();
        List<Integer> fields = new ArrayList<>();
        Map<String, String> leftOut = new LinkedHashMap<>();
        addColumns(arrow, columns, fields, leftOut);
        int[] chosen = fields.stream().mapToInt(Integer::intValue).toArray();
        var scanned = new ScannedFile(mappedFiles, path, chosen);
        var store = new TableStore(
                storage, path.toString(), Schema.untimed(columns, leftOut), PartitionBy.NONE, scanned.symbols, scanned);
        store.commits().restoreWhenAsked(() -> scanned.partitions(store));
        return store;
    }

    private static void addColumns(
            ArrowFile arrow, List<Column> columns, List<Integer> fields, Map<String, String> leftOut) {
        Set<String> names = new HashSet<>();
        for (int field = 0; field < arrow.schema().fields().size(); field++) {
            ArrowField known = arrow.schema().fields().get(field);
            ColumnType type = ArrowSchemas.columnType(known);
            if (!names.add(known.name())) {
                throw new UnsupportedArrowException(
                        "two fields have one name: file=" + arrow.path() + ", field=" + known.name());
            }
            if (type == null || known.name().isBlank()) {
                leftOut.put(known.name(), known.typeName());
            } else {
                columns.add(new Column(columns.size(), known.name(), type));
                fields.add(field);
            }
        }
        if (columns.isEmpty()) {
            throw new UnsupportedArrowException(
                    "file has no field of a known type: file=" + arrow.path() + ", fields=" + leftOut);
        }
    }

    private List<Partition> partitions(TableStore store) {
        var sealed = new SealedFile(mappedFiles, path, this, false);
        List<Partition> partitions = new ArrayList<>();
        try (OpenFile file = mappedFiles.open(path)) {
            ArrowFile arrow = ArrowFile.open(file);
            int known = -1;
            for (int index = 0; index < arrow.batchCount(); index++) {
                if (arrow.dictionariesOf(index) != known) {
                    known = arrow.dictionariesOf(index);
                    internSymbols(store, arrow, arrow.batch(index));
                }
                long rows = arrow.rows(index);
                if (rows > 0) {
                    // Buckets of their own keep the order of the file.
                    var run = new SealedRun(store.layout(), sealed, index, new SegmentPartition(-1, rows, 0, 0));
                    partitions.add(new Partition(store, index, index + 1L, -1, run));
                }
            }
        }
        return partitions;
    }

    /// Before a query looks for a symbol.
    private void internSymbols(TableStore store, ArrowFile arrow, ArrowBatch batch) {
        for (Column column : store.schema().columns()) {
            if (column.type().equals(ColumnType.SYMBOL)) {
                codeMap(arrow, batch, fields[column.index()]);
            }
        }
    }

    @Override
    public int field(ArrowFile file, Column column) {
        return fields[column.index()];
    }

    /// Null where the file has its texts in the order in which this dictionary got them, as it has for its
    /// first one.
    @Override
    public synchronized int[] codeMap(ArrowFile file, ArrowBatch batch, int field) {
        if (!ColumnType.SYMBOL.equals(
                        ArrowSchemas.columnType(file.schema().fields().get(field)))
                || file.schema().fields().get(field).dictionary() == null) {
            return null;
        }
        ArrowDictionary dictionary = file.dictionary(batch, field);
        return codes.computeIfAbsent(dictionary, this::codes).map;
    }

    private Codes codes(ArrowDictionary dictionary) {
        String[] texts = dictionary.texts();
        int[] map = new int[texts.length];
        boolean same = true;
        for (int code = 0; code < map.length; code++) {
            map[code] = texts[code] == null ? -1 : symbols.intern(texts[code]);
            same &= map[code] == code;
        }
        return new Codes(same ? null : map);
    }

    @Override
    public StorageException truncated() {
        return mappedFiles.truncated();
    }
}
