package io.arenite.partitions;

import java.nio.charset.StandardCharsets;

/// Names of tables as names of directories: bytes of UTF-8 in `[A-Za-z0-9_-]` stay, any other is `%` and two
/// hex digits. So `../x` stays inside, and no two names become one.
final class PathNames {
    /// What Linux grants a name, less the number behind it.
    private static final int MOST_BYTES = 240;

    private PathNames() {}

    /// @throws IllegalArgumentException where the result is longer than a directory's name may be
    static String encode(String name) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
            if (plain) {
                encoded.append(c);
            } else {
                encoded.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        if (encoded.length() > MOST_BYTES) {
            throw new IllegalArgumentException("name is too long for a directory: name=" + name + ", bytes="
                    + encoded.length() + ", most=" + MOST_BYTES);
        }
        return encoded.toString();
    }
}
