package io.arenite.python.handle;

/// What a pin is for.
///
/// @param kind `view` holds memory of a table, `result` that of a query's result; `database`, `table`,
///     `plan`, ... are handles
/// @param name the table's and column's, as a person would say it
/// @param key null where there is none
/// @param bytes of the block of memory that is held; several pins may hold the same one
/// @param words of the table whose column Python may keep in its cache while the commit is the same;
///     otherwise null
public record PinLabel(
        String kind,
        DatabaseHandle database,
        String name,
        String key,
        long rows,
        long bytes,
        TableWords words,
        long commit) {
    public static PinLabel handle(String kind, DatabaseHandle database, String name) {
        return new PinLabel(kind, database, name, null, 0, 0, null, 0);
    }

    PinLabel uncached() {
        return new PinLabel(kind, database, name, key, rows, bytes, null, commit);
    }

    /// Whether the table has moved on, so that no cache should hold this pin.
    boolean isStale() {
        return words != null && words.commit() != commit;
    }
}
