package io.arenite.bench.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// A folder that goes with the benchmark: when it is closed, and also when the process is interrupted by
/// Ctrl-C.
public final class TemporaryFolder implements AutoCloseable {
    private static final int ATTEMPTS = 100;

    private final Path path;
    private final Thread hook = new Thread(this::deleteAtExit, "remove temporary folder");

    private TemporaryFolder(Path path) {
        this.path = path;
    }

    /// @param parent where to make it
    /// @param neededBytes refused where the file system has less room
    public static TemporaryFolder create(Path parent, String prefix, long neededBytes) {
        Path path;
        long usable;
        try {
            path = Files.createTempDirectory(parent, prefix);
            usable = Files.getFileStore(path).getUsableSpace();
        } catch (IOException e) {
            throw new PeerException("cannot make a temporary folder: parent=" + parent + ", reason=" + e, e);
        }
        var folder = new TemporaryFolder(path);
        Runtime.getRuntime().addShutdownHook(folder.hook);
        if (usable < neededBytes) {
            folder.remove();
            throw new PeerException("no room for the work set: folder=%s, neededBytes=%d, usableBytes=%d"
                    .formatted(parent, neededBytes, usable));
        }
        return folder;
    }

    public Path path() {
        return path;
    }

    /// Removes the folder; doing it again does nothing.
    void remove() {
        try {
            delete();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove the temporary folder: folder=" + path, e);
        }
        ExitHook.cancel(hook);
    }

    @Override
    public void close() {
        remove();
    }

    /// Whoever still writes into the folder while the process ends can get in between, hence several
    /// attempts.
    private void deleteAtExit() {
        IOException failure = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                delete();
                return;
            } catch (IOException e) {
                failure = e;
            }
        }
        System.err.println("arenite: cannot remove the temporary folder: folder=" + path + ", reason=" + failure);
    }

    private synchronized void delete() throws IOException {
        if (Files.notExists(path)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(path)) {
            for (Path entry : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(entry);
            }
        }
    }
}
