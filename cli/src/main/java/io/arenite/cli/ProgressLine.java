package io.arenite.cli;

import io.arenite.csv.ImportCancelledException;
import io.arenite.csv.ImportWatch;
import io.arenite.formats.ExportCancelledException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Follows an import, an export or a backup on the terminal: one line on stderr, rewritten a few times a
/// second; nothing where stderr is a file or a pipe. While it is open, Ctrl-C and SIGTERM let the work take
/// back what is half done, and tell what is not, before the process ends.
public final class ProgressLine implements ImportWatch, AutoCloseable {

    private static final long INTERVAL_NS = 200_000_000L;
    private static final long LONGEST_ROLLBACK_S = 10;
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintStream terminal;
    private final boolean isTerminal;
    private final long started = System.nanoTime();
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread onExit;
    private long nextNs = started + INTERVAL_NS;
    private boolean isShown;
    private volatile boolean isCancelled;

    private ProgressLine(PrintStream terminal, boolean isTerminal) {
        this.terminal = terminal;
        this.isTerminal = isTerminal;
        this.onExit = new Thread(this::cancelAndWait, "arenite-import-cancel");
    }

    private static ProgressLine open() {
        ProgressLine line = new ProgressLine(System.err, isTerminal(2));
        if (!ProcessEnd.add(line.onExit)) {
            line.isCancelled = true;
        }
        return line;
    }

    private static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (java.io.IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private void cancelAndWait() {
        isCancelled = true;
        try {
            if (!finished.await(LONGEST_ROLLBACK_S, TimeUnit.SECONDS)) {
                System.err.println(
                        "arenite: interrupted, the work did not stop in time: seconds=" + LONGEST_ROLLBACK_S);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void progress(String file, long rows, long textBytes, double fileShare) {
        long now = System.nanoTime();
        if (isTerminal && now >= nextNs) {
            nextNs = now + INTERVAL_NS;
            double seconds = (now - started) / 1e9;
            terminal.printf(
                    Locale.ROOT,
                    "%s%s  %3.0f %%  %,d rows  %.0f MB/s",
                    ERASE_LINE,
                    file,
                    fileShare * 100,
                    rows,
                    textBytes / 1e6 / seconds);
            terminal.flush();
            isShown = true;
        }
    }

    @Override
    public boolean isCancelled() {
        return isCancelled;
    }

    /// Follows work that ends before its report is printed, which the task does, too: once the line is
    /// closed, a process that was told to end does.
    public static void during(Consumer<ProgressLine> task) {
        try (ProgressLine line = open()) {
            try {
                task.accept(line);
            } catch (CancellationException | ImportCancelledException | ExportCancelledException e) {
                line.erase();
                System.err.println("arenite: interrupted: " + e.getMessage());
                throw e;
            }
        }
    }

    /// Before something else is printed.
    public void erase() {
        if (isShown) {
            terminal.print(ERASE_LINE);
            terminal.flush();
            isShown = false;
        }
    }

    @Override
    public void close() {
        erase();
        finished.countDown();
        if (!isCancelled) {
            ProcessEnd.remove(onExit);
        }
    }
}
