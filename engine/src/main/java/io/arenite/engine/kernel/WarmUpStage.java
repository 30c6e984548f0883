package io.arenite.engine.kernel;

import java.util.List;

/// One kernel's part of the warm-up.
///
/// @param dispatch sets whether the kernel's entry points run its vector class
/// @param operations one call of each of its vector methods, over synthetic rows
record WarmUpStage(Dispatch dispatch, List<Runnable> operations) {
    WarmUpStage {
        operations = List.copyOf(operations);
    }

    interface Dispatch {
        void useVector(boolean use);
    }

    static WarmUpStage of(Dispatch dispatch, Runnable... operations) {
        return new WarmUpStage(dispatch, List.of(operations));
    }
}
