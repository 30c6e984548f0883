package io.arenite.engine.exec;

/// The tree of [RadixFold] over the partials of partitions, with its inner nodes kept: when partials change,
/// only the nodes above them are joined again. The bits are those of a fold.
///
/// Inner nodes are numbered from the root down, so a node comes before its children; a child is an inner node,
/// or `~i` for partition `i`.
final class PartialTree {
    private static final int NONE = -1;

    private final CompiledAggregate plan;
    private final long[] leaves;
    private final int leafCount;
    private final int[] left;
    private final int[] right;
    private final int[] parentOfNode;
    private final int[] parentOfLeaf;
    private final long[] nodes;
    /// A bit for each inner node that has to be joined again.
    private final long[] stale;

    private int nodeCount;

    /// @param leaves the partials, one after the other; read when nodes are joined
    PartialTree(CompiledAggregate plan, ScanSelection partitions, long[] leaves) {
        this.plan = plan;
        this.leaves = leaves;
        this.leafCount = partitions.size();
        int inner = Math.max(0, leafCount - 1);
        left = new int[inner];
        right = new int[inner];
        parentOfNode = new int[inner];
        parentOfLeaf = new int[leafCount];
        nodes = new long[Math.multiplyExact(inner, plan.width())];
        stale = new long[(inner + 63) / 64];
        if (leafCount > 0) {
            int[] all = new int[leafCount];
            java.util.Arrays.setAll(all, i -> i);
            build(new RadixFold(plan, partitions.buckets(), partitions.codes()), all, 0, leafCount, NONE);
        }
    }

    /// Heap bytes of a tree over so many partitions.
    static long bytes(long leafCount, int width) {
        return leafCount * (16L + 8L * width);
    }

    private int build(RadixFold fold, int[] all, int from, int to, int parent) {
        if (to - from == 1) {
            parentOfLeaf[from] = parent;
            return ~from;
        }
        int node = nodeCount++;
        int split = fold.split(all, from, to);
        parentOfNode[node] = parent;
        left[node] = build(fold, all, from, split, node);
        right[node] = build(fold, all, split, to, node);
        return node;
    }

    /// The partial of a partition is another one.
    void changed(int leaf) {
        for (int node = parentOfLeaf[leaf]; node != NONE && !isStale(node); node = parentOfNode[node]) {
            stale[node >> 6] |= 1L << node;
        }
    }

    private boolean isStale(int node) {
        return (stale[node >> 6] >>> node & 1) != 0;
    }

    /// Writes the partial of all partitions to `out`, which is zero before.
    void root(long[] out) {
        for (int word = stale.length - 1; word >= 0; word--) {
            while (stale[word] != 0) {
                int bit = 63 - Long.numberOfLeadingZeros(stale[word]);
                join((word << 6) + bit);
                stale[word] &= ~(1L << bit);
            }
        }
        if (leafCount == 1) {
            System.arraycopy(leaves, 0, out, 0, plan.width());
        } else if (leafCount > 1) {
            System.arraycopy(nodes, 0, out, 0, plan.width());
        }
    }

    private void join(int node) {
        int width = plan.width();
        int first = left[node];
        int second = right[node];
        long[] from = first < 0 ? leaves : nodes;
        int at = (first < 0 ? ~first : first) * width;
        int into = node * width;
        // not arraycopy: a call for a few slots
        for (int i = 0; i < width; i++) {
            nodes[into + i] = from[at + i];
        }
        plan.combine(nodes, into, second < 0 ? leaves : nodes, (second < 0 ? ~second : second) * width);
    }
}
