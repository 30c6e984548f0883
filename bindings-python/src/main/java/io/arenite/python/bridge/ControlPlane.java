package io.arenite.python.bridge;

import com.fasterxml.jackson.jr.ob.JSON;
import io.arenite.python.handle.Answers;
import io.arenite.python.handle.ForeignText;
import io.arenite.python.handle.Operation;
import io.arenite.python.handle.Request;
import java.util.Map;

/// Requests by name, in JSON: everything that need not be fast.
final class ControlPlane {
    private final Map<String, Operation> operations;

    ControlPlane(Map<String, Operation> operations) {
        this.operations = operations;
    }

    /// Runs the request `{"op": ..., ...}`.
    ///
    /// @return the length of the answer that is in the buffer, or waits if that is too short; negative
    ///     for a failure
    long call(long request, long length, long buffer, long capacity) {
        try {
            Map<String, Object> fields = JSON.std.mapFrom(ForeignText.read(request, length));
            Operation operation = operations.get(fields.get("op"));
            if (operation == null) {
                throw new IllegalArgumentException("no such operation: op=" + fields.get("op"));
            }
            return Answers.give(operation.run(new Request(fields)), buffer, capacity);
        } catch (Throwable e) {
            return Answers.fail(e, buffer, capacity);
        }
    }

    /// The answer that waits for this thread.
    long fetch(long buffer, long capacity) {
        try {
            return Answers.fetch(buffer, capacity);
        } catch (Throwable e) {
            return Answers.fail(e, buffer, capacity);
        }
    }
}
