package io.arenite.engine.exec;

/// Sums of price * weight and of weight by group, each exact or as float64. Slots: count, then two for each
/// sum.
final class GroupedVwap implements GroupedState {
    private final GroupedState products;
    private final GroupedState weights;

    /// A sum's slots: two, and the count of an exact one.
    private final long[] sum = new long[3];

    GroupedVwap(GroupedState products, GroupedState weights) {
        this.products = products;
        this.weights = weights;
    }

    @Override
    public void ensure(int groups) {
        products.ensure(groups);
        weights.ensure(groups);
    }

    @Override
    public void add(GroupBatch batch, RowMask rows, int pass) {
        products.add(batch, rows, pass);
        weights.add(batch, rows, pass);
    }

    @Override
    public void end(int group, int count, long[] slots, int at) {
        slots[at] = count;
        put(products, group, slots, at + VwapAggregation.PRODUCTS);
        put(weights, group, slots, at + VwapAggregation.WEIGHTS);
    }

    private void put(GroupedState from, int group, long[] slots, int at) {
        sum[1] = 0;
        from.end(group, 0, sum, 0);
        slots[at] = sum[0];
        slots[at + 1] = sum[1];
    }

    @Override
    public void clear(int groups) {
        products.clear(groups);
        weights.clear(groups);
    }
}
