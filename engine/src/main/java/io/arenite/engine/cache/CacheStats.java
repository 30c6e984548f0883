package io.arenite.engine.cache;

/// What a result cache holds and what it was good for since the database was opened.
///
/// @param limitBytes the most that it may hold; 0: it is off
/// @param bytes what it holds, on the heap
/// @param entries whole answers, and partial states of a query over a table
/// @param hits queries that were answered by the answer that was kept: nothing had changed
/// @param extended queries that were answered from partial states, reading only what had changed
/// @param misses queries that found nothing that they could use
/// @param evictions entries that went because others needed the room
public record CacheStats(
        long limitBytes, long bytes, int entries, long hits, long extended, long misses, long evictions) {}
