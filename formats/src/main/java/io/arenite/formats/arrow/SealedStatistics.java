package io.arenite.formats.arrow;

import io.arenite.lazy.plan.TimeText;
import io.arenite.partitions.ColumnStatistics;
import io.arenite.partitions.ColumnType;
import io.arenite.partitions.arrow.ArrowBatch;
import java.math.BigDecimal;
import java.time.LocalDate;

/// The smallest and the largest value of one column of a sealed file, gathered from what its batches say.
final class SealedStatistics {
    private final ColumnType type;
    private final int column;
    private BigDecimal smallest;
    private BigDecimal largest;
    private double smallestFloat = Double.NaN;
    private double largestFloat = Double.NaN;

    SealedStatistics(ColumnType type, int column) {
        this.type = type;
        this.column = column;
    }

    /// Does nothing where the batch says nothing.
    void add(ArrowBatch batch) {
        String[] lines =
                batch.metadata().getOrDefault(ColumnStatistics.METADATA_KEY, "").split("\n");
        if (column >= lines.length || lines[column].isEmpty() || type.kind() == ColumnType.Kind.SYMBOL) {
            return;
        }
        ColumnStatistics statistics = ColumnStatistics.parse(lines[column], type);
        if (!statistics.hasRange()) {
            return;
        }
        if (type.isFloat()) {
            smallestFloat = Double.isNaN(smallestFloat)
                    ? statistics.minDouble()
                    : Math.min(smallestFloat, statistics.minDouble());
            largestFloat = Double.isNaN(largestFloat)
                    ? statistics.maxDouble()
                    : Math.max(largestFloat, statistics.maxDouble());
            return;
        }
        BigDecimal min = number(statistics.min());
        BigDecimal max = number(statistics.max());
        smallest = smallest == null ? min : smallest.min(min);
        largest = largest == null ? max : largest.max(max);
    }

    private BigDecimal number(long bits) {
        return type.kind() == ColumnType.Kind.UINT64
                ? new BigDecimal(Long.toUnsignedString(bits))
                : BigDecimal.valueOf(bits, type.scale());
    }

    /// As text, or null if nothing is known.
    String smallest() {
        return type != null && type.isFloat() ? text(smallestFloat) : text(smallest);
    }

    String largest() {
        return type != null && type.isFloat() ? text(largestFloat) : text(largest);
    }

    private static String text(double value) {
        return Double.isNaN(value) ? null : Double.toString(value);
    }

    private String text(BigDecimal value) {
        if (value == null) {
            return null;
        }
        return switch (type.kind()) {
            case TIMESTAMP ->
                TimeText.instant(value.longValue(), type.unit().nsPerUnit()).toString();
            case DATE32 -> LocalDate.ofEpochDay(value.longValue()).toString();
            default -> value.toPlainString();
        };
    }
}
