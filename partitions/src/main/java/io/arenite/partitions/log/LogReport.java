package io.arenite.partitions.log;

import java.util.List;

/// What reading a log has found.
///
/// @param cut what was cut off; empty after an orderly end
public record LogReport(long records, long bytes, List<CutTail> cut) {
    public LogReport {
        cut = List.copyOf(cut);
    }
}
