package io.arenite.lazy.bind;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Which of the known names a misspelt one may have meant.
final class NearMisses {
    private static final int MOST = 3;

    private NearMisses() {}

    static List<String> of(String name, List<String> known) {
        int tolerance = Math.max(1, name.length() / 3);
        return known.stream()
                .filter(candidate -> distance(name, candidate) <= tolerance || related(name, candidate))
                .sorted(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .limit(MOST)
                .toList();
    }

    private static boolean related(String name, String candidate) {
        String lower = name.toLowerCase(Locale.ROOT);
        String other = candidate.toLowerCase(Locale.ROOT);
        return !lower.isEmpty() && (other.startsWith(lower) || lower.startsWith(other));
    }

    /// Edits (insert, delete, replace) without regard to case; Wagner and Fischer's two rows.
    private static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replace, Math.min(previous[j], current[j - 1]) + 1);
            }
            int[] swap = previous;
            previous = current;
            current = swap;
        }
        return previous[b.length()];
    }
}
