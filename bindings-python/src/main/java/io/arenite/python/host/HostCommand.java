package io.arenite.python.host;

import java.util.List;

/// The command line of [PythonHost], which `arenite/_launch.py` writes and nobody types.
///
/// @param libjep Jep's native library
/// @param executable the Python whose environment is taken; children of the program start with it
/// @param program the Python file that runs the user's program on Python's main thread
/// @param settings what that file needs to know, as JSON; it goes through unread
/// @param arguments Python's own command line, its name first
record HostCommand(String libjep, String executable, String program, String settings, List<String> arguments) {
    private static final int FIXED_ARGUMENTS = 4;

    static HostCommand parse(String... args) {
        if (args.length <= FIXED_ARGUMENTS) {
            throw new IllegalArgumentException("the host is started by python -m arenite only: arguments=" + args.length
                    + ", expected=libjep executable program settings python-argument...");
        }
        List<String> all = List.of(args);
        return new HostCommand(args[0], args[1], args[2], args[3], all.subList(FIXED_ARGUMENTS, all.size()));
    }
}
