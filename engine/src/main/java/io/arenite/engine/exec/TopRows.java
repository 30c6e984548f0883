package io.arenite.engine.exec;

import io.arenite.partitions.SymbolDictionary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// The best rows that one worker has seen, and the threshold that the next one has to pass.
final class TopRows {
    private static final byte VALUE = 0;
    private static final byte NAN = 1;
    private static final byte NULL = 2;

    private final List<TopKey> keys;
    private final int most;
    private final Comparator<Row> order;
    private final PriorityQueue<Row> kept;

    /// A row that is, or was, among the best.
    ///
    /// @param ranks of the keys: value, NaN, null, in this order whatever the direction
    /// @param places of the keys that are values
    /// @param partition among the selected ones
    record Row(byte[] ranks, long[] places, int partition, long position) {}

    /// @param symbols may be null where no key is a symbol
    TopRows(List<TopKey> keys, int most, SymbolDictionary symbols) {
        this.keys = keys;
        this.most = most;
        this.order = order(keys, symbols);
        this.kept = new PriorityQueue<>(order.reversed());
    }

    private static Comparator<Row> order(List<TopKey> keys, SymbolDictionary symbols) {
        Comparator<Row> values = (left, right) -> {
            for (int k = 0; k < keys.size(); k++) {
                int compared = Byte.compare(left.ranks[k], right.ranks[k]);
                if (compared == 0 && left.ranks[k] == VALUE) {
                    compared = compare(keys.get(k), symbols, left.places[k], right.places[k]);
                }
                if (compared != 0) {
                    return compared;
                }
            }
            return 0;
        };
        return values.thenComparingInt(Row::partition).thenComparingLong(Row::position);
    }

    private static int compare(TopKey key, SymbolDictionary symbols, long left, long right) {
        if (!key.isSymbol() || left == right) {
            return Long.compare(left, right);
        }
        int compared = symbols.symbol((int) left).compareTo(symbols.symbol((int) right));
        return key.descending() ? -compared : compared;
    }

    private boolean isFull() {
        return kept.size() == most;
    }

    /// Whether only rows with the place [#threshold] or a better one in the first key can still get in.
    boolean hasThreshold() {
        return isFull() && kept.peek().ranks[0] == VALUE;
    }

    /// The place in the first key of the last row that is in.
    long threshold() {
        return kept.peek().places[0];
    }

    /// The largest place in the first key with which a later row of the scan may get in; the largest of all
    /// where any may, also NaN and null.
    long limit() {
        if (!hasThreshold()) {
            return Long.MAX_VALUE;
        }
        boolean equalLoses = keys.size() == 1 && threshold() > Long.MIN_VALUE;
        return equalLoses ? threshold() - 1 : threshold();
    }

    /// No later row of the scan can get in.
    boolean isClosed() {
        return most == 0 || keys.size() == 1 && hasThreshold() && threshold() == Long.MIN_VALUE;
    }

    /// Takes the row if it is among the best so far.
    void offer(BatchState state, int row, int partition) {
        long limit = limit();
        if (limit != Long.MAX_VALUE) {
            TopKey first = keys.getFirst();
            Register x = state.registers[first.register()];
            if (!first.isValue(x, row) || first.place(x, row) > limit) {
                return;
            }
        }
        var ranks = new byte[keys.size()];
        var places = new long[keys.size()];
        for (int k = 0; k < ranks.length; k++) {
            TopKey key = keys.get(k);
            Register x = state.registers[key.register()];
            ranks[k] = rank(key, x, row);
            places[k] = ranks[k] == VALUE ? key.place(x, row) : 0;
        }
        offer(new Row(ranks, places, partition, state.position + row));
    }

    private static byte rank(TopKey key, Register x, int row) {
        if (key.isValue(x, row)) {
            return VALUE;
        }
        return x.isValid(row) ? NAN : NULL;
    }

    private void offer(Row row) {
        if (!isFull()) {
            kept.add(row);
        } else if (most > 0 && order.compare(row, kept.peek()) < 0) {
            kept.poll();
            kept.add(row);
        }
    }

    /// Takes what another worker kept.
    void addAll(TopRows others) {
        others.kept.forEach(this::offer);
    }

    /// The rows that were kept, the best first.
    List<Row> sorted() {
        List<Row> rows = new ArrayList<>(kept);
        rows.sort(order);
        return rows;
    }
}
