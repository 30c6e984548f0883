package io.arenite;

import io.arenite.arena.MemoryStats;
import io.arenite.engine.cache.CacheStats;
import io.arenite.partitions.TableStats;
import java.util.List;

/// What a database holds at one moment.
///
/// @param symbols in the dictionary that all tables share
/// @param memory off the heap
/// @param cache what is kept of earlier answers, on the heap
public record DatabaseStats(List<TableStats> tables, int symbols, MemoryStats memory, CacheStats cache) {}
