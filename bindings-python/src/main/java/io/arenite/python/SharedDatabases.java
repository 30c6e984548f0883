package io.arenite.python;

import io.arenite.Arenite;
import io.arenite.partitions.UnknownNameException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// The databases that a Java application lends to Python scripts of its process, by name: there
/// `arenite.shared(name)`. The application still closes them.
public final class SharedDatabases {
    private static final ConcurrentMap<String, Arenite> BY_NAME = new ConcurrentHashMap<>();

    private SharedDatabases() {}

    /// @throws IllegalArgumentException if another database is shared by that name
    public static void share(String name, Arenite database) {
        Arenite present = BY_NAME.putIfAbsent(name, database);
        if (present != null && present != database) {
            throw new IllegalArgumentException("a database is shared by that name already: name=" + name);
        }
    }

    /// Scripts that have it keep it; others do not find it any more.
    public static void unshare(String name) {
        BY_NAME.remove(name);
    }

    /// @throws UnknownNameException if no database is shared by that name
    public static Arenite get(String name) {
        Arenite database = BY_NAME.get(name);
        if (database == null) {
            throw new UnknownNameException("shared database", name, BY_NAME.keySet());
        }
        return database;
    }
}
