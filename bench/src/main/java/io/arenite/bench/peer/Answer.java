package io.arenite.bench.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What an operation gave, cell by cell: `Long`, `Double` or `String`.
record Answer(List<Object> cells) {
    /// Of doubles; every engine sums in an order of its own.
    private static final double TOLERANCE = 1e-9;

    Answer {
        cells = List.copyOf(cells);
    }

    static Answer of(Object... cells) {
        return new Answer(List.of(cells));
    }

    /// Cells as the Python side writes them: `i7`, `f7.5`, `sAAPL`.
    static Answer parse(List<String> texts) {
        var cells = new ArrayList<Object>(texts.size());
        for (String text : texts) {
            String value = text.substring(1);
            cells.add(
                    switch (text.charAt(0)) {
                        case 'i' -> (Object) Long.valueOf(value);
                        case 'f' -> pythonDouble(value);
                        case 's' -> value;
                        default -> throw new IllegalArgumentException("not a cell: text=" + text);
                    });
        }
        return new Answer(cells);
    }

    private static Double pythonDouble(String text) {
        return switch (text) {
            case "nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.valueOf(text);
        };
    }

    /// The first cell in which the two disagree, with both values; empty where they agree: integers and text exactly,
    /// doubles to 1e-9 relative. An integer that a peer gives as a double is compared as one.
    Optional<String> difference(Answer other) {
        if (cells.size() != other.cells.size()) {
            return Optional.of("cells=%d, other cells=%d".formatted(cells.size(), other.cells.size()));
        }
        for (int i = 0; i < cells.size(); i++) {
            if (!agree(cells.get(i), other.cells.get(i))) {
                return Optional.of("cell=%d, value=%s, other value=%s".formatted(i, cells.get(i), other.cells.get(i)));
            }
        }
        return Optional.empty();
    }

    private static boolean agree(Object one, Object other) {
        if (one instanceof Number x
                && other instanceof Number y
                && (one instanceof Double || other instanceof Double)) {
            double a = x.doubleValue();
            double b = y.doubleValue();
            return Double.compare(a, b) == 0 || Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
        }
        return one.equals(other);
    }
}
