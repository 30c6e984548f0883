package io.arenite;

import io.arenite.arena.LeakCheck;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Fails a test that leaves an arena or a lease behind, and shows where it was taken.
public final class NoLeaks implements AfterEachCallback {
    @Override
    public void afterEach(ExtensionContext context) {
        LeakCheck.assertNoLeaks();
    }
}
