package io.arenite.partitions;

import java.util.Collection;

/// There is no table, column or key of this name; the text lists the names that are nearest.
public final class UnknownNameException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /// @param what `table`, `column`, ...
    public UnknownNameException(String what, String name, Collection<String> names) {
        super(NearMisses.message(what, name, names));
    }
}
