package io.arenite.partitions;

import io.arenite.partitions.log.CutTail;
import java.util.List;

/// What opening a database has found besides sealed files.
///
/// @param records commits that were read from logs
/// @param bytes of those
/// @param cut the ends of files that were no records, as a crash leaves them, and were cut off; empty after an
///     orderly end
public record RecoveryReport(long records, long bytes, List<CutTail> cut) {
    static final RecoveryReport NOTHING = new RecoveryReport(0, 0, List.of());

    public RecoveryReport {
        cut = List.copyOf(cut);
    }
}
