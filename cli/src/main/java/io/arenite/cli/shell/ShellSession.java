package io.arenite.cli.shell;

import io.arenite.Arenite;

/// Hands the loaded database to the snippets of the shell, which run in this process but know no local variable of it.
public final class ShellSession {

    private static volatile Arenite db;

    private ShellSession() {}

    static void open(Arenite loaded) {
        db = loaded;
    }

    /// The database that `arenite jshell` has loaded.
    public static Arenite db() {
        Arenite loaded = db;
        if (loaded == null) {
            throw new IllegalStateException("no shell is open: start it with bin/arenite jshell");
        }
        return loaded;
    }
}
