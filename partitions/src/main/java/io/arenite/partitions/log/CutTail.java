package io.arenite.partitions.log;

import java.nio.file.Path;

/// What the end of a file was that is no record: what a crash leaves of a write that nobody was told had
/// succeeded.
///
/// @param bytes how many were cut off
public record CutTail(Path file, long offset, long bytes, String reason) {

    @Override
    public String toString() {
        return "unfinished record is cut off: file=" + file + ", offset=" + offset + ", bytes=" + bytes + ", reason="
                + reason;
    }
}
