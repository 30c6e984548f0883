package io.arenite.partitions;

import io.arenite.arena.Lease;
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
/// names kept for an error. Columns of text are symbols where the options say so.
///
/// Opening it reads the file's end; the headers of its batches, its dictionaries and text that becomes
/// symbols are read when a query asks for rows or symbols.
final class ScannedFile implements SealedFile.FieldChoice, Durability {
    private final MappedFiles mappedFiles;
    private final Path path;
    private final SymbolDictionary symbols = new SymbolDictionary();
    /// By column of the table.
    private final int[] fields;
    /// By field: whether its texts become symbols.
    private final boolean[] isText;

    private final TextCodes.Symbols texts;

    private final Map<ArrowDictionary, Codes> codes = new WeakHashMap<>();

    /// @param map null where the codes are those of [#symbols]
    private record Codes(int[] map) {}

    private ScannedFile(MappedFiles mappedFiles, Path path, int[] fields, boolean[] isText, int mostSymbols) {
        this.isText = isText;
        this.texts = new TextCodes.Symbols(path, symbols, mostSymbols);
        this.mappedFiles = mappedFiles;
        this.path = path;
        this.fields = fields;
    }

    static TableStore open(Storage storage, MappedFiles mappedFiles, Path path, ScanOptions options) {
        ArrowFile arrow;
        try (OpenFile file = mappedFiles.open(path)) {
            arrow = ArrowFile.open(file);
        }
        List<Column> columns = new ArrayList<>();
        List<Integer> fields = new ArrayList<>();
        Map<String, String> leftOut = new LinkedHashMap<>();
        boolean[] isText = texts(arrow, options);
        addColumns(arrow, isText, columns, fields, leftOut);
        int[] chosen = fields.stream().mapToInt(Integer::intValue).toArray();
        var scanned = new ScannedFile(mappedFiles, path, chosen, isText, options.mostSymbols());
        var store = new TableStore(
                storage, path.toString(), Schema.untimed(columns, leftOut), PartitionBy.NONE, scanned.symbols, scanned);
        store.commits().restoreWhenAsked(() -> scanned.partitions(store));
        return store;
    }

    /// By field.
    private static boolean[] texts(ArrowFile arrow, ScanOptions options) {
        List<ArrowField> known = arrow.schema().fields();
        List<String> names = known.stream().map(ArrowField::name).toList();
        boolean[] isText = new boolean[known.size()];
        for (String name : options.symbols()) {
            int field = names.indexOf(name);
            if (field < 0) {
                throw new IllegalArgumentException(
                        NearMisses.message("column", name, names) + ", file=" + arrow.path());
            }
            ColumnType type = ArrowSchemas.columnType(known.get(field));
            isText[field] = ColumnType.UTF8.equals(type);
            if (!isText[field] && !ColumnType.SYMBOL.equals(type)) {
                throw new IllegalArgumentException("only text can be read as symbols: file=" + arrow.path()
                        + ", column=" + name + ", type="
                        + (type == null ? known.get(field).typeName() : type));
            }
        }
        return isText;
    }

    private static void addColumns(
            ArrowFile arrow,
            boolean[] isText,
            List<Column> columns,
            List<Integer> fields,
            Map<String, String> leftOut) {
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
                columns.add(new Column(columns.size(), known.name(), isText[field] ? ColumnType.SYMBOL : type));
                fields.add(field);
            }
        }
        if (columns.isEmpty()) {
            throw new UnsupportedArrowException(
                    "file has no field of a known type: file=" + arrow.path() + ", fields=" + leftOut);
        }
    }

    private List<Partition> partitions(TableStore store) {
        List<SealedRun> runs = new ArrayList<>();
        try {
            findRuns(store, runs);
            internTexts(store, runs);
        } catch (RuntimeException | Error e) {
            runs.forEach(SealedRun::release);
            throw e;
        }
        List<Partition> partitions = new ArrayList<>();
        for (SealedRun run : runs) {
            // Buckets of their own keep the order of the file.
            int place = partitions.size();
            partitions.add(new Partition(store, place, place + 1L, -1, run));
        }
        return partitions;
    }

    private void findRuns(TableStore store, List<SealedRun> runs) {
        var sealed = new SealedFile(mappedFiles, path, this, false);
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
                    runs.add(new SealedRun(store.layout(), sealed, index, new SegmentPartition(-1, rows, 0, 0)));
                }
            }
        }
    }

    /// Before a query looks for a symbol, and before it counts them: all texts that become one. The columns
    /// are decoded for that, and stay so where there is room.
    private void internTexts(TableStore store, List<SealedRun> runs) {
        int[] columns = store.schema().columns().stream()
                .mapToInt(Column::index)
                .filter(column -> isText[fields[column]])
                .toArray();
        if (columns.length == 0) {
            return;
        }
        try {
            for (SealedRun run : runs) {
                touch(run, columns);
            }
        } catch (InternalError e) {
            throw store.explain(e);
        }
    }

    private static void touch(SealedRun run, int[] columns) {
        while (true) {
            Block block = run.block(columns);
            // null where others have pushed it out since
            try (Lease lease = block.arena.tryAcquire()) {
                if (lease != null) {
                    for (int column : columns) {
                        block.require(run.table().slotOfColumn[column]);
                    }
                    return;
                }
            }
        }
    }

    /// Before a query looks for a symbol.
    private void internSymbols(TableStore store, ArrowFile arrow, ArrowBatch batch) {
        for (Column column : store.schema().columns()) {
            if (column.type().equals(ColumnType.SYMBOL) && !isText[fields[column.index()]]) {
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
    public TextCodes.Symbols symbolsOfText(int field) {
        return isText[field] ? texts : null;
    }

    @Override
    public StorageException truncated() {
        return mappedFiles.truncated();
    }
}
