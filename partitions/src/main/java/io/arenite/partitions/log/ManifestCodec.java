package io.arenite.partitions.log;

import io.arenite.partitions.log.ManifestEdit.BucketDropped;
import io.arenite.partitions.log.ManifestEdit.CommitReached;
import io.arenite.partitions.log.ManifestEdit.OptionsChanged;
import io.arenite.partitions.log.ManifestEdit.SchemaChanged;
import io.arenite.partitions.log.ManifestEdit.SegmentAdded;
import io.arenite.partitions.log.ManifestEdit.TableCreated;
import io.arenite.partitions.log.ManifestEdit.TableDropped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The payload of each kind of edit. A kind that changes its layout gets a new number, and the old one is
/// still read.
///
///     1 table created    | 1 | table | schema | partition by | options |
///     2 segment added    | 2 | bucket start | bucket end | file | commit | count | partition | partition | ...
///         partition      | key code + 1 | rows | first ts - bucket start | last ts - first ts |
///     3 bucket dropped   | 3 | bucket start | commit |
///     4 schema changed   | 4 | schema |
///         schema         | count | id, name, type | id, name, type | ... | timestamp id | key id + 1 | next id |
///     5 table dropped    | 5 |
///     6 commit reached   | 6 | commit |
///     7 options changed  | 7 | options |
///         options        | count | name, value | name, value | ...
///
/// The kind is one byte, the others are numbers and texts as [RecordBuffer] writes them; differences wrap
/// around.
final class ManifestCodec {
    private static final int TABLE_CREATED = 1;
    private static final int SEGMENT_ADDED = 2;
    private static final int BUCKET_DROPPED = 3;
    private static final int SCHEMA_CHANGED = 4;
    private static final int TABLE_DROPPED = 5;
    private static final int COMMIT_REACHED = 6;
    private static final int OPTIONS_CHANGED = 7;
    private static final int NEWEST_KNOWN = OPTIONS_CHANGED;

    private ManifestCodec() {}

    static void encode(ManifestEdit edit, RecordBuffer to) {
        switch (edit) {
            case TableCreated created -> {
                to.writeByte(TABLE_CREATED).writeText(created.table());
                encode(created.schema(), to);
                to.writeText(created.partitionBy());
                encode(created.options(), to);
            }
            case SegmentAdded added -> encode(added, to);
            case BucketDropped dropped ->
                to.writeByte(BUCKET_DROPPED)
                        .writeNumber(dropped.bucketStartNs())
                        .writeNumber(dropped.commit());
            case SchemaChanged changed -> encode(changed.schema(), to.writeByte(SCHEMA_CHANGED));
            case TableDropped _ -> to.writeByte(TABLE_DROPPED);
            case CommitReached reached -> to.writeByte(COMMIT_REACHED).writeNumber(reached.commit());
            case OptionsChanged changed -> encode(changed.options(), to.writeByte(OPTIONS_CHANGED));
        }
    }

    private static void encode(SegmentAdded added, RecordBuffer to) {
        to.writeByte(SEGMENT_ADDED)
                .writeNumber(added.bucketStartNs())
                .writeNumber(added.bucketEndNs())
                .writeText(added.file())
                .writeNumber(added.commit())
                .writeNumber(added.partitions().size());
        for (SegmentPartition partition : added.partitions()) {
            to.writeNumber(partition.keyCode() + 1L)
                    .writeNumber(partition.rows())
                    .writeNumber(partition.firstNs() - added.bucketStartNs())
                    .writeNumber(partition.lastNs() - partition.firstNs());
        }
    }

    private static void encode(ManifestSchema schema, RecordBuffer to) {
        to.writeNumber(schema.columns().size());
        for (ManifestColumn column : schema.columns()) {
            to.writeNumber(column.id()).writeText(column.name()).writeText(column.type());
        }
        to.writeNumber(schema.timestampId()).writeNumber(schema.keyId() + 1L).writeNumber(schema.nextId());
    }

    private static void encode(Map<String, String> options, RecordBuffer to) {
        to.writeNumber(options.size());
        new TreeMap<>(options).forEach((name, value) -> to.writeText(name).writeText(value));
    }

    /// @throws io.arenite.arena.file.CorruptFileException where it is no edit, or one of a newer version
    static ManifestEdit decode(PayloadReader from) {
        int kind = from.readByte();
        ManifestEdit edit = switch (kind) {
            case TABLE_CREATED -> tableCreated(from);
            case SEGMENT_ADDED -> segmentAdded(from);
            case BUCKET_DROPPED -> new BucketDropped(from.readNumber(), commit(from));
            case SCHEMA_CHANGED -> new SchemaChanged(schema(from));
            case TABLE_DROPPED -> new TableDropped();
            case COMMIT_REACHED -> new CommitReached(commit(from));
            case OPTIONS_CHANGED -> new OptionsChanged(options(from));
            default -> throw from.newerKind(kind, NEWEST_KNOWN);
        };
        if (from.hasMore()) {
            throw from.corrupt("record is too long", ", edit=" + edit);
        }
        return edit;
    }

    private static TableCreated tableCreated(PayloadReader from) {
        String table = from.readText();
        ManifestSchema schema = schema(from);
        return new TableCreated(table, schema, from.readText(), options(from));
    }

    private static SegmentAdded segmentAdded(PayloadReader from) {
        long startNs = from.readNumber();
        long endNs = from.readNumber();
        String file = from.readText();
        long commit = commit(from);
        int count = from.readCount("partitions");
        List<SegmentPartition> partitions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int keyCode = (int) from.readNumber("key code", 0, Integer.MAX_VALUE) - 1;
            long rows = from.readNumber("rows", 1, Long.MAX_VALUE);
            long firstNs = startNs + from.readNumber();
            partitions.add(new SegmentPartition(keyCode, rows, firstNs, firstNs + from.readNumber()));
        }
        return new SegmentAdded(startNs, endNs, file, commit, partitions);
    }

    private static ManifestSchema schema(PayloadReader from) {
        int count = from.readCount("columns");
        List<ManifestColumn> columns = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            columns.add(new ManifestColumn(id(from), from.readText(), from.readText()));
        }
        int timestampId = id(from);
        int keyId = id(from) - 1;
        int nextId = id(from);
        try {
            return new ManifestSchema(columns, timestampId, keyId, nextId);
        } catch (IllegalArgumentException e) {
            throw from.corrupt("schema is not valid", ", reason=" + e.getMessage());
        }
    }

    private static Map<String, String> options(PayloadReader from) {
        int count = from.readCount("options");
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < count; i++) {
            options.put(from.readText(), from.readText());
        }
        return options;
    }

    private static int id(PayloadReader from) {
        return (int) from.readNumber("column id", 0, Integer.MAX_VALUE);
    }

    private static long commit(PayloadReader from) {
        return from.readNumber("commit", 0, Long.MAX_VALUE);
    }
}
