package io.arenite.engine.exec;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import io.arenite.engine.QueryContext;
import io.arenite.engine.Trace;
import io.arenite.engine.expr.Aggregate;
import io.arenite.engine.expr.AggregateKind;
import io.arenite.engine.expr.AggregatePlan;
import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.ScanSpec;
import io.arenite.engine.frame.ColumnBuilder;
import io.arenite.engine.frame.FrameBuilder;
import io.arenite.partitions.ColumnSlot;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.PartitionRef;
import io.arenite.partitions.PartitionView;
import io.arenite.partitions.PartitionsByKey;
import io.arenite.partitions.Schema;
import io.arenite.partitions.TableSnapshot;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Answers a plan that asks of each key (or of the whole table) only for stored values of its first and last
/// row and for the number of its rows: by one look at an end of one partition for each key, without a scan.
/// The last row of a key is in the newest partition that has rows in the time range, the first in the oldest.
///
/// @param groups whether there is a row for each key
/// @param outputs what the aggregates of the plan take, in order
/// @param keyColumns how many copies of the key the result begins with
record PartitionEnds(boolean groups, int keyColumns, List<Output> outputs) {
    static final String TIER = "partition ends";
    private static final int CHECK_EVERY = 1024;

    /// What one aggregate takes.
    ///
    /// @param column of the schema; -1: it counts rows
    /// @param isKey the column is the partition key, which is not stored
    record Output(int column, ColumnType type, boolean isKey, boolean last) {
        boolean counts() {
            return column < 0;
        }
    }

    /// The plan in this form, or null.
    static PartitionEnds of(AggregatePlan plan, Schema schema) {
        for (BoundExpr key : plan.groupBy()) {
            if (!(key instanceof BoundExpr.Col column) || column.column() != schema.keyIndex()) {
                return null;
            }
        }
        List<Integer> keys = plan.scan().keyCodes();
        boolean severalKeysAsOne = plan.groupBy().isEmpty() && keys != null && keys.size() > 1;
        if (plan.scan().filter() != null || severalKeysAsOne) {
            return null;
        }
        List<Output> outputs = new ArrayList<>();
        for (Aggregate aggregate : plan.aggregates()) {
            boolean last = aggregate.kind() == AggregateKind.LAST;
            if (aggregate.kind() == AggregateKind.COUNT_ALL) {
                outputs.add(new Output(-1, aggregate.type(), false, false));
            } else if ((last || aggregate.kind() == AggregateKind.FIRST)
                    && aggregate.argument() instanceof BoundExpr.Col(int column, ColumnType type)) {
                outputs.add(new Output(column, type, column == schema.keyIndex(), last));
            } else {
                return null;
            }
        }
        boolean anyEnd = outputs.stream().anyMatch(output -> !output.counts());
        return anyEnd
                ? new PartitionEnds(!plan.groupBy().isEmpty(), plan.groupBy().size(), outputs)
                : null;
    }

    /// Appends the result's rows.
    ///
    /// @param trace may be null
    /// @return how many
    long write(TableSnapshot snapshot, ScanSpec scan, QueryContext context, Trace trace, FrameBuilder out) {
        return new Run(snapshot, scan, context, trace, out).write();
    }

    private final class Run {
        private final TableSnapshot snapshot;
        private final ScanSpec scan;
        private final QueryContext context;
        private final Trace trace;
        private final FrameBuilder out;
        private final PartitionsByKey byKey;
        private final boolean wantsFirst = outputs.stream().anyMatch(output -> !output.counts() && !output.last());
        private final boolean wantsLast = outputs.stream().anyMatch(output -> !output.counts() && output.last());
        private final boolean wantsCount = outputs.stream().anyMatch(Output::counts);
        private long rows;

        private Run(TableSnapshot snapshot, ScanSpec scan, QueryContext context, Trace trace, FrameBuilder out) {
            this.snapshot = snapshot;
            this.scan = scan;
            this.context = context;
            this.trace = trace;
            this.out = out;
            this.byKey = groups || scan.keyCodes() != null ? snapshot.partitionsByKey() : null;
        }

        private long write() {
            List<Integer> keys = scan.keyCodes();
            if (byKey == null) {
                // Scan order is (bucket, key code): the ends of the table, not of a key.
                group(0, snapshot.partitionCount(), -1);
            } else if (keys == null) {
                for (int key = 0; key < byKey.keyCount(); key++) {
                    group(byKey.first(key), byKey.end(key), byKey.keyCode(key));
                }
            } else {
                for (int code : keys) {
                    int key = byKey.find(code);
                    if (key >= 0) {
                        group(byKey.first(key), byKey.end(key), code);
                    }
                }
            }
            if (!groups && rows == 0) {
                append(null, null, 0, -1);
            }
            return rows;
        }

        private PartitionRef partition(int place) {
            return snapshot.partition(index(place));
        }

        private int index(int place) {
            return byKey == null ? place : byKey.partition(place);
        }

        /// One group: the partitions at places `[from, to)`, in order of time.
        private void group(int from, int to, int code) {
            if ((rows & CHECK_EVERY - 1) == 0) {
                context.check();
                context.checkResultBytes(out.sizeBytes());
            }
            int end = scan.toNs() == Long.MAX_VALUE ? to : firstFrom(scan.toNs(), from, to);
            try (Row last = wantsLast ? last(from, end) : null;
                    Row first = wantsFirst ? first(from, end) : null) {
                if (last != null || first != null) {
                    append(first, last, wantsCount ? count(from, end) : 0, code);
                }
            }
        }

        /// The first place whose bucket does not begin before `ns`.
        private int firstFrom(long ns, int from, int to) {
            int low = from;
            int high = to;
            while (low < high) {
                int middle = low + high >>> 1;
                if (partition(middle).bucketStartNs() < ns) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        private Row last(int from, int end) {
            for (int place = end - 1; place >= from && !isBefore(partition(place)); place--) {
                Row row = row(place, true);
                if (row != null) {
                    return row;
                }
            }
            return null;
        }

        private Row first(int from, int end) {
            for (int place = from; place < end; place++) {
                Row row = isBefore(partition(place)) ? null : row(place, false);
                if (row != null) {
                    return row;
                }
            }
            return null;
        }

        private long count(int from, int end) {
            long count = 0;
            for (int place = end - 1; place >= from && !isBefore(partition(place)); place--) {
                PartitionRef partition = partition(place);
                if (!isCut(partition)) {
                    count += partition.rowCount(snapshot);
                } else {
                    try (PartitionView view = snapshot.open(index(place))) {
                        count += Math.max(0, to(view) - from(view));
                    }
                }
            }
            return count;
        }

        /// Whether the bucket ends before the time range begins.
        private boolean isBefore(PartitionRef partition) {
            long end = partition.bucketEndNs();
            return end <= scan.fromNs() && end != Long.MAX_VALUE;
        }

        private boolean isCut(PartitionRef partition) {
            return partition.bucketStartNs() < scan.fromNs()
                    || scan.toNs() != Long.MAX_VALUE && partition.bucketEndNs() > scan.toNs();
        }

        private long from(PartitionView view) {
            return scan.fromNs() == Long.MIN_VALUE ? 0 : view.lowerBound(scan.fromNs());
        }

        private long to(PartitionView view) {
            return scan.toNs() == Long.MAX_VALUE ? view.rowCount() : view.lowerBound(scan.toNs());
        }

        /// The last or first row of a partition in the time range, or null.
        private Row row(int place, boolean last) {
            PartitionRef partition = partition(place);
            PartitionView view = snapshot.open(index(place));
            try {
                boolean cut = isCut(partition);
                long from = cut ? from(view) : 0;
                long to = cut ? to(view) : view.rowCount();
                if (trace != null) {
                    trace.add(Trace.Counter.PARTITIONS, 1);
                    trace.add(Trace.Counter.ROWS_SCANNED, from < to ? 1 : 0);
                }
                if (from < to) {
                    return new Row(view, view.rowAt(last ? to - 1 : from));
                }
            } catch (RuntimeException | Error e) {
                view.close();
                throw e;
            }
            view.close();
            return null;
        }

        private void append(Row first, Row last, long count, int code) {
            for (int i = 0; i < keyColumns; i++) {
                out.column(i).appendLong(code);
            }
            for (int i = 0; i < outputs.size(); i++) {
                Output output = outputs.get(i);
                ColumnBuilder column = out.column(keyColumns + i);
                Row row = output.last() ? last : first;
                if (output.counts()) {
                    column.appendLong(count);
                } else if (row == null) {
                    column.appendNull();
                } else if (output.isKey()) {
                    column.appendLong(row.view.keyCode());
                } else {
                    row.append(output, column);
                }
            }
            rows++;
        }
    }

    /// One row of an open partition.
    ///
    /// @param at see [PartitionView#rowAt]
    private record Row(PartitionView view, long at) implements AutoCloseable {
        void append(Output output, ColumnBuilder out) {
            ColumnSlot slot = at >= 0 ? view.mainSlot(output.column) : view.lateSlot(output.column);
            MemorySegment segment = at >= 0 ? view.mainSegment() : view.lateSegment();
            long row = at >= 0 ? at : ~at;
            if (slot.validityOffset() >= 0 && !MergedSource.bit(segment, slot.validityOffset(), row)) {
                out.appendNull();
            } else if (output.type.isFloat() && isNan(output, segment, slot.valuesOffset(), row)) {
                out.appendDouble(Double.NaN);
            } else {
                out.appendStored(segment, slot.valuesOffset(), row);
            }
        }

        private static boolean isNan(Output output, MemorySegment segment, long offset, long row) {
            return output.type.widthBytes() == 8
                    ? Double.isNaN(segment.get(JAVA_DOUBLE_UNALIGNED, offset + row * 8))
                    : Float.isNaN(segment.get(JAVA_FLOAT_UNALIGNED, offset + row * 4));
        }

        @Override
        public void close() {
            view.close();
        }
    }
}
