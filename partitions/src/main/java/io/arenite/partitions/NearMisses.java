package io.arenite.partitions;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// The text for a name that does not exist: what was asked for, and the names that look like it.
final class NearMisses {
    private static final int SHOWN = 5;

    private NearMisses() {}

    static String message(String what, String name, Collection<String> names) {
        String wanted = String.valueOf(name);
        int tolerance = Math.max(2, wanted.length() / 2);
        List<String> near = names.stream()
                .filter(candidate -> distance(wanted, candidate) <= tolerance)
                .sorted(Comparator.<String>comparingInt(candidate -> distance(wanted, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(SHOWN)
                .toList();
        String listed =
                near.isEmpty() ? what + "s=" + names.stream().sorted().limit(20).toList() : "did you mean=" + near;
        return "unknown " + what + ": " + what + "=" + name + ", " + listed;
    }

    /// Levenshtein's distance, letter case ignored.
    private static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(substitution, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
