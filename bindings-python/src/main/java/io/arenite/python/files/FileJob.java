package io.arenite.python.files;

import io.arenite.csv.ImportWatch;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// An import or export on a thread of its own, so that Python's can look after signals while it waits.
final class FileJob implements ImportWatch, AutoCloseable {
    private final CompletableFuture<Map<String, Object>> report = new CompletableFuture<>();
    private volatile boolean isCancelled;
    private volatile long rows;
    private volatile long textBytes;

    private FileJob() {}

    /// @param work is told of its watch, and gives what Python is told in the end
    static FileJob start(Function<ImportWatch, Callable<Map<String, Object>>> work) {
        var job = new FileJob();
        Callable<Map<String, Object>> task = work.apply(job);
        Thread thread = new Thread(() -> job.run(task), "arenite-files");
        thread.setDaemon(true);
        thread.start();
        return job;
    }

    private void run(Callable<Map<String, Object>> task) {
        try {
            report.complete(task.call());
        } catch (Throwable e) {
            report.completeExceptionally(e);
        }
    }

    /// The report, or null if the work is not done by then.
    ///
    /// @throws Exception the one that ended the work
    Map<String, Object> await(long milliseconds) throws Exception {
        try {
            return report.get(milliseconds, TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return null;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }

    @Override
    public void progress(String file, long rowsSoFar, long textBytesSoFar, double fileShare) {
        rows = rowsSoFar;
        textBytes = textBytesSoFar;
    }

    long rows() {
        return rows;
    }

    long textBytes() {
        return textBytes;
    }

    @Override
    public boolean isCancelled() {
        return isCancelled;
    }

    void cancel() {
        isCancelled = true;
    }

    /// Nobody waits for it any more.
    @Override
    public void close() {
        cancel();
    }
}
