package io.arenite.partitions;

/// Exact statistics of one column over one finished block of [StatisticsSlots#BLOCK_ROWS] main rows. The engine
/// computes
/// them when it first scans the block; which of the fields mean something depends on the column's type.
///
/// @param count rows that are not null
/// @param min integers, decimals and time, unsigned ones by their bits; undefined where `count` is 0
/// @param minDouble floats without NaN; NaN where there is none
/// @param sumDouble floats, in the order and with the lanes that the engine prescribes
/// @param sumHigh the upper 64 bits of the exact 128-bit sum of integers, decimals and time
/// @param sumLow the lower 64 bits
public record BlockStatistics(
        long count,
        long nullCount,
        long min,
        long max,
        double minDouble,
        double maxDouble,
        double sumDouble,
        long sumHigh,
        long sumLow) {}
