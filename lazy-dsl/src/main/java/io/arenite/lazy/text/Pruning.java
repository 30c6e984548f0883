package io.arenite.lazy.text;

import io.arenite.engine.expr.BoundExpr;
import io.arenite.engine.expr.BoundExpr.Col;
import io.arenite.engine.expr.BoundExpr.Lit;
import io.arenite.engine.expr.ScanSpec;
import io.arenite.lazy.plan.BoundTrees;
import io.arenite.lazy.plan.PhysicalPlan;
import io.arenite.partitions.PartitionRef;
import io.arenite.partitions.Schema;
import io.arenite.partitions.TableSnapshot;
import java.util.List;
import java.util.stream.Collectors;

/// What a physical plan will not read, as far as the catalog tells without looking at a row.
public final class Pruning {
    private final ScanSpec scan;
    private int total;
    private int byKey;
    private int byTime;
    private long rows;

    private Pruning(ScanSpec scan) {
        this.scan = scan;
    }

    public static String text(PhysicalPlan plan, TableSnapshot snapshot) {
        ScanSpec scan = plan.source().scan();
        var pruning = new Pruning(scan);
        for (int i = 0; i < snapshot.partitionCount(); i++) {
            pruning.count(snapshot.partition(i), snapshot);
        }
        Schema schema = snapshot.schema();
        String read = names(PlanText.columnsRead(plan), schema);
        String tested = scan.filter() == null
                ? ""
                : BoundTrees.conjuncts(scan.filter()).stream()
                        .filter(Pruning::statisticsDecide)
                        .map(test -> schema.column(column(test)).name())
                        .distinct()
                        .collect(Collectors.joining(", "));
        return "partitions=" + (pruning.total - pruning.byKey - pruning.byTime) + " of " + pruning.total
                + ", pruned by key=" + pruning.byKey + ", pruned by time=" + pruning.byTime + ", rows at most="
                + pruning.rows + "\ncolumns read=[" + read + "] of " + schema.columnCount()
                + "\nblocks pruned by statistics of=[" + tested + "]\n";
    }

    private void count(PartitionRef partition, TableSnapshot snapshot) {
        total++;
        boolean wanted = scan.keyCodes() == null || scan.keyCodes().contains(partition.keyCode());
        boolean late = scan.toNs() != Long.MAX_VALUE && partition.bucketStartNs() >= scan.toNs();
        boolean early = partition.bucketEndNs() != Long.MAX_VALUE && partition.bucketEndNs() <= scan.fromNs();
        if (!wanted) {
            byKey++;
        } else if (late || early || PlanText.isEmpty(scan)) {
            byTime++;
        } else {
            rows += partition.rowCount(snapshot);
        }
    }

    private static String names(List<Integer> columns, Schema schema) {
        return columns.stream().map(column -> schema.column(column).name()).collect(Collectors.joining(", "));
    }

    /// Least and greatest value of a block can rule out (or in) all its rows.
    private static boolean statisticsDecide(BoundExpr test) {
        return switch (test) {
            case BoundExpr.Compare compare -> compare.left() instanceof Col && compare.right() instanceof Lit;
            case BoundExpr.Between between -> between.operand() instanceof Col;
            case BoundExpr.IsNull isNull -> isNull.operand() instanceof Col;
            case BoundExpr.Not(BoundExpr.IsNull isNull) -> isNull.operand() instanceof Col;
            default -> false;
        };
    }

    private static int column(BoundExpr test) {
        var columns = new java.util.BitSet();
        BoundTrees.collectColumns(test, columns);
        return columns.nextSetBit(0);
    }
}
