package io.arenite.partitions;

import io.arenite.arena.MemoryStats;
import java.util.List;

/// What a database holds at one moment.
public record StorageStats(List<TableStats> tables, int symbols, MemoryStats memory) {}
