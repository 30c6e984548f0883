package io.arenite.formats.export;

import io.arenite.engine.frame.FrameColumn;
import java.util.List;

/// Some rows of what is exported, as columns over memory that is valid until the next block is asked for.
public record RowBlock(List<FrameColumn> columns, long rows) {}
