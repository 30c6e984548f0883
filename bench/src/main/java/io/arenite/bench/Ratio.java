package io.arenite.bench;

import java.util.Arrays;
import java.util.Locale;

/// One measured figure beside its limit or peer of the same run: the median of the rounds, the median of the rounds'
/// `peer time / our time` (1 is as fast, below 1 is slower), and the distance between that ratio's quartiles. A ratio
/// of
/// NaN had no peer.
public record Ratio(String name, long rows, double medianUs, double ratio, double spread, String against) {
    /// The ratio of two rows of [Rounds#timeUs]; the peer's time is taken `factor` times.
    public static Ratio of(String name, long rows, double[] ours, double[] peer, double factor, String against) {
        double[] ratios = new double[ours.length];
        Arrays.setAll(ratios, round -> factor * peer[round] / ours[round]);
        return new Ratio(name, rows, Rounds.median(ours), Rounds.median(ratios), Rounds.spread(ratios), against);
    }

    /// A figure against a fixed limit.
    public static Ratio ofLimit(String name, long rows, double us, double limitUs, String against) {
        return new Ratio(name, rows, us, limitUs / us, 0, against);
    }

    /// The heading of [#line] as text.
    public static String heading() {
        return String.format(
                Locale.ROOT, "%-32s %12s %12s %8s %7s  %s", "name", "rows", "median_us", "ratio", "spread", "against");
    }

    /// A line of text, or a JSON object.
    public String line(boolean json) {
        if (!json) {
            return String.format(
                    Locale.ROOT, "%-32s %,12d %12.2f %8.2f %7.2f  %s", name, rows, medianUs, ratio, spread, against);
        }
        String ratioOrNull = Double.isNaN(ratio) ? "null" : String.format(Locale.ROOT, "%.3f", ratio);
        return String.format(
                Locale.ROOT,
                "{\"name\":\"%s\",\"rows\":%d,\"median_us\":%.3f,\"ratio\":%s,\"spread\":%.3f,\"against\":\"%s\"}",
                name,
                rows,
                medianUs,
                ratioOrNull,
                spread,
                against);
    }
}
