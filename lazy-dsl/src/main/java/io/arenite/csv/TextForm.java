package io.arenite.csv;

import io.arenite.partitions.TimeResolution;

/// How a column's values are written in the file, where its type alone does not say.
sealed interface TextForm {

    /// As the type is always written.
    record Plain() implements TextForm {}

    /// A timestamp as ISO-8601 text.
    record Iso() implements TextForm {}

    /// A timestamp as a count of `unit` since 1970-01-01 00:00 UTC.
    record Epoch(TimeResolution unit) implements TextForm {}

    TextForm PLAIN = new Plain();
    TextForm ISO = new Iso();
}
