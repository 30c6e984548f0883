package io.arenite.python.handle;

import java.util.function.BooleanSupplier;

/// Whether Python's main thread has been told to stop while it waits for us: Ctrl-C, or any signal whose
/// handler in Python raises. That thread itself has to look, since Python runs handlers only there.
public final class Interrupts {
    private static final long LOOK_EVERY_NS = 50_000_000;

    private volatile BooleanSupplier signals = () -> false;

    /// @param look runs the handlers of signals that came; true if one raised. Called by the main thread
    ///     only.
    public void onLook(BooleanSupplier look) {
        signals = look;
    }

    /// For a long call of Python's main thread, made by that thread: true once it has to stop. Threads
    /// that help it are told false.
    public Watch watch() {
        return new Watch(Thread.currentThread(), signals);
    }

    /// What one call of the main thread looks at.
    public static final class Watch implements BooleanSupplier {
        private final Thread caller;
        private final BooleanSupplier signals;
        private long lookedNs = System.nanoTime();
        private boolean raised;

        Watch(Thread caller, BooleanSupplier signals) {
            this.caller = caller;
            this.signals = signals;
        }

        @Override
        public boolean getAsBoolean() {
            if (!Thread.currentThread().equals(caller)) {
                return false;
            }
            long now = System.nanoTime();
            if (now - lookedNs < LOOK_EVERY_NS) {
                return false;
            }
            lookedNs = now;
            raised |= signals.getAsBoolean();
            return raised;
        }

        /// Whether a handler has raised during this call: then the call has failed, however it ended.
        public boolean hasRaised() {
            return raised;
        }
    }
}
