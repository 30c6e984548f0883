package io.arenite.arena.file;

import java.nio.file.Path;

/// A file does not say what it was written to say: a checksum, a length or a number is wrong. The text names the file
/// and the offset: `checksum is wrong: file=/db/x.arrow, offset=81920, column=price`.
public final class CorruptFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Path file;
    private final long offset;

    /// @param details what follows the offset in the text, beginning with `, `; or empty
    public CorruptFileException(String rule, Path file, long offset, String details) {
        super(rule + ": file=" + file + ", offset=" + offset + details);
        this.file = file;
        this.offset = offset;
    }

    public Path file() {
        return file;
    }

    public long offset() {
        return offset;
    }
}
