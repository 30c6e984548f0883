package io.arenite.partitions;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.arenite.arena.file.CorruptFileException;
import io.arenite.arena.file.OpenFile;
import io.arenite.arena.file.StorageException;
import io.arenite.partitions.arrow.ArrowBatch;
import io.arenite.partitions.arrow.ArrowColumnReader;
import io.arenite.partitions.arrow.ArrowFile;
import io.arenite.partitions.arrow.ArrowFileCheck;
import io.arenite.partitions.arrow.ArrowSource;
import io.arenite.partitions.arrow.ArrowVector;
import io.arenite.partitions.log.ManifestEdit;
import io.arenite.partitions.log.SegmentPartition;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads every byte of a table's sealed files again: checksums, and statistics and the manifest against the
/// rows. What it finds it lists, and goes on.
final class TableVerifier {
    private final String table;
    private final Schema schema;
    private final SealedFile.FieldChoice fields;
    private final List<Damage> damage = new ArrayList<>();

    TableVerifier(String table, StoredSchema stored) {
        this.table = table;
        this.schema = stored.schema();
        this.fields = stored;
    }

    List<Damage> damage() {
        return List.copyOf(damage);
    }

    void verify(MappedFiles files, Path path, ManifestEdit.SegmentAdded segment) {
        io.arenite.arena.Arena mapped = null;
        try (OpenFile file = files.open(path)) {
            mapped = files.map(file, path.getFileName().toString(), 0);
            ArrowFile arrow = ArrowFileCheck.verify(
                    ArrowSource.mapped(path, mapped.segment().asSlice(0, file.sizeBytes())));
            if (arrow.batchCount() != segment.partitions().size()) {
                found(
                        path,
                        0,
                        "batches are not those of the manifest",
                        ", batches=" + arrow.batchCount() + ", expected="
                                + segment.partitions().size());
                return;
            }
            for (int index = 0; index < arrow.batchCount(); index++) {
                verify(arrow, index, segment.partitions().get(index));
            }
        } catch (CorruptFileException e) {
            damage.add(new Damage(table, e.file(), e.offset(), e.getMessage()));
        } catch (StorageException e) {
            damage.add(new Damage(table, path, 0, e.getMessage()));
        } finally {
            if (mapped != null) {
                mapped.release();
            }
        }
    }

    private void verify(ArrowFile arrow, int index, SegmentPartition expected) {
        try (Arena memory = Arena.ofConfined()) {
            ArrowBatch batch = arrow.batch(index);
            long offset = batch.block().offset();
            if (batch.rows() != expected.rows()) {
                found(
                        arrow.path(),
                        offset,
                        "rows are not those of the manifest",
                        ", rows=" + batch.rows() + ", expected=" + expected.rows());
                return;
            }
            String[] statistics =
                    batch.metadata().getOrDefault(BucketWriter.STATISTICS, "").split("\n");
            for (Column column : schema.columns()) {
                int field = fields.field(arrow, column);
                if (field >= 0) {
                    ArrowColumnReader reader = arrow.reader(batch, field, memory);
                    verify(arrow, batch, column, field, reader.read(memory), statistics, expected);
                }
            }
        } catch (CorruptFileException e) {
            damage.add(new Damage(table, e.file(), e.offset(), e.getMessage()));
        }
    }

    private void verify(
            ArrowFile arrow,
            ArrowBatch batch,
            Column column,
            int field,
            ArrowVector rows,
            String[] statistics,
            SegmentPartition expected) {
        long offset = batch.block().offset();
        String known = field < statistics.length ? statistics[field] : "";
        MemorySegment values = rows.values();
        ColumnStatistics actual = ColumnStatistics.of(column.type(), values, rows.validity(), rows.rows());
        if (column.index() != schema.keyIndex() && !known.equals(actual.text(column.type()))) {
            found(
                    arrow.path(),
                    offset,
                    "statistics are wrong",
                    ", column=" + column.name() + ", written=" + known + ", rows have=" + actual.text(column.type()));
        }
        if (column.index() == schema.timestampIndex() && rows.rows() > 0) {
            verifyOrder(arrow, offset, values, expected);
        }
    }

    private void verifyOrder(ArrowFile arrow, long offset, MemorySegment timestamps, SegmentPartition expected) {
        long before = timestamps.get(JAVA_LONG, 0);
        if (before != expected.firstNs()) {
            found(
                    arrow.path(),
                    offset,
                    "first timestamp is not that of the manifest",
                    ", timestamp=" + before + ", expected=" + expected.firstNs());
        }
        for (long row = 1; row < expected.rows(); row++) {
            long next = timestamps.get(JAVA_LONG, row << 3);
            if (next < before) {
                found(arrow.path(), offset, "rows are not in the order of time", ", row=" + row);
                return;
            }
            before = next;
        }
        if (before != expected.lastNs()) {
            found(
                    arrow.path(),
                    offset,
                    "last timestamp is not that of the manifest",
                    ", timestamp=" + before + ", expected=" + expected.lastNs());
        }
    }

    private void found(Path file, long offset, String rule, String details) {
        damage.add(new Damage(table, file, offset, rule + ": file=" + file + ", offset=" + offset + details));
    }
}
