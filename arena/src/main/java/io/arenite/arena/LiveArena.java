package io.arenite.arena;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// An arena that has not died yet, as found by [MemoryPool#liveArenas].
///
/// @param heldByCreator whether the creator has not released it
/// @param createdAt where it was allocated, if the creator still holds it and assertions are on
/// @param leasedAt where its leases were taken, if assertions are on
public record LiveArena(
        String name,
        String account,
        long sizeBytes,
        long committedBytes,
        boolean heldByCreator,
        int leases,
        List<AcquireSite> createdAt,
        List<AcquireSite> leasedAt) {

    /// A line, then the sites if they are known.
    @Override
    public String toString() {
        String line = "arena=%s, account=%s, size=%d, committed=%d, held by creator=%b, leases=%d"
                .formatted(name, account, sizeBytes, committedBytes, heldByCreator, leases);
        return Stream.concat(
                        createdAt.stream().map(site -> "\n    allocated " + site),
                        leasedAt.stream().map(site -> "\n    leased " + site))
                .collect(Collectors.joining("", line, ""));
    }
}
