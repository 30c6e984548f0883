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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// An Arrow file as a table that nobody appends to: each record batch a partition, in the order of the file.
/// It has no designated timestamp and no key. Fields of types that are not ours are left out, with their
/// names kept for an error.
final class ScannedFile implements SealedFile.FieldChoice, Durability {
    private final MappedFiles mappedFiles;
    private final SymbolDictionary symbols = new SymbolDictionary();
    /// By column of the table.
    private final int[] fields;

    private final Map<ArrowDictionary, int[]> codeMaps = new HashMap<>();

    private ScannedFile(MappedFiles mappedFiles, int[] fields) {
        this.mappedFiles = mappedFiles;
        this.fields = fields;
    }

    static TableStore open(Storage storage, MappedFiles mappedFiles, Path path) {
        List<Column> columns = new ArrayList<>();
        List<Integer> fields = new ArrayList<>();
        List<SegmentPartition> batches = new ArrayList<>();
        ScannedFile scanned;
        try (OpenFile file = mappedFiles.open(path)) {
            ArrowFile arrow = ArrowFile.open(file);
            addColumns(arrow, columns, fields);
            scanned = new ScannedFile(
                    mappedFiles, fields.stream().mapToInt(Integer::intValue).toArray());
            for (int index = 0; index < arrow.batchCount(); index++) {
                ArrowBatch batch = arrow.batch(index);
                batches.add(new SegmentPartition(-1, batch.rows(), 0, 0));
                // Before a query asks for a symbol.
                fields.forEach(field -> scanned.codeMap(arrow, batch, field));
            }
        }
        var store = new TableStore(
                storage, path.toString(), Schema.untimed(columns), PartitionBy.NONE, scanned.symbols, scanned);
        var sealed = new SealedFile(mappedFiles, path, scanned, false);
        List<Partition> partitions = new ArrayList<>();
        for (int batch = 0; batch < batches.size(); batch++) {
            if (batches.get(batch).rows() > 0) {
                // Buckets of their own keep the order of the file.
                SealedRun run = new SealedRun(store.layout(), sealed, batch, batches.get(batch));
                partitions.add(new Partition(store, batch, batch + 1L, -1, run));
            }
        }
        store.restore(partitions, 1);
        return store;
    }

    private static void addColumns(ArrowFile arrow, List<Column> columns, List<Integer> fields) {
        Set<String> names = new HashSet<>();
        for (int field = 0; field < arrow.schema().fields().size(); field++) {
            ArrowField known = arrow.schema().fields().get(field);
            ColumnType type = ArrowSchemas.columnType(known);
            if (!names.add(known.name())) {
                throw new UnsupportedArrowException(
                        "two fields have one name: file=" + arrow.path() + ", field=" + known.name());
            }
            if (type != null) {
                columns.add(new Column(columns.size(), known.name(), type));
                fields.add(field);
            }
        }
        if (columns.isEmpty()) {
            throw new UnsupportedArrowException("file has no field of a known type: file=" + arrow.path());
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
        if (!ArrowSchemas.columnType(file.schema().fields().get(field)).equals(ColumnType.SYMBOL)) {
            return null;
        }
        ArrowDictionary dictionary = file.dictionary(batch, field);
        int[] map = codeMaps.get(dictionary);
        if (map == null) {
            String[] texts = dictionary.texts();
            map = new int[texts.length];
            for (int code = 0; code < map.length; code++) {
                map[code] = texts[code] == null ? -1 : symbols.intern(texts[code]);
            }
            codeMaps.put(dictionary, map);
        }
        for (int code = 0; code < map.length; code++) {
            if (map[code] != code) {
                return map;
            }
        }
        return null;
    }

    @Override
    public StorageException truncated() {
        return mappedFiles.truncated();
    }
}
