package io.arenite.cli;

/// Runs in a child: one thread fails while the process works, one because it ends.
final class FailingThreads {
    private FailingThreads() {}

    public static void main(String[] arguments) throws InterruptedException {
        ProcessEnd.silenceFailures();
        Thread early = new Thread(() -> failed("early"), "early");
        early.start();
        early.join();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> failed("late"), "late"));
        System.exit(3);
    }

    private static void failed(String what) {
        throw new IllegalStateException(what);
    }
}
