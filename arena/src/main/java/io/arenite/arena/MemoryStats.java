package io.arenite.arena;

import java.util.List;

/// What a [MemoryPool] holds at one moment, in all and by account.
///
/// - *reserved*: address space of the arenas' blocks, whether used or not
/// - *committed*: what was charged to the budget: pages that are, or are about to be, in memory
/// - *pinned*: the committed bytes of arenas with at least one open lease. Releasing those arenas would not free
///   anything yet. An arena that its creator has released, and that lives on only by its leases, is among them.
/// - *mapped*: the sizes of mapped files. The kernel keeps as much of them in memory as it likes; they are not charged.
///
/// @param addressSpaceBytes what was taken from the kernel for all blocks, used or not; costs no memory
/// @param accounts the accounts that have arenas, by name
public record MemoryStats(
        long addressSpaceBytes,
        long reservedBytes,
        long committedBytes,
        long pinnedBytes,
        long mappedBytes,
        long limitBytes,
        long arenas,
        long leases,
        List<Account> accounts) {

    /// One account's part.
    public record Account(
            String name,
            long reservedBytes,
            long committedBytes,
            long pinnedBytes,
            long mappedBytes,
            long limitBytes,
            long arenas,
            long leases) {}
}
