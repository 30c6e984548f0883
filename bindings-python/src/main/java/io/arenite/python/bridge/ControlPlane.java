package io.arenite.python.bridge;

import com.fasterxml.jackson.jr.ob.JSON;
import io.arenite.python.handle.Answers;
import io.arenite.python.handle.ForeignText;
import io.arenite.python.handle.Operation;
import io.arenite.python.handle.PinTable;
import io.arenite.python.handle.Request;
import java.util.Map;

/// Requests by name, in JSON: everything that need not be fast.
final class ControlPlane {
    private final Map<String, Operation> operations;
    private final PinTable pins;

    ControlPlane(Map<String, Operation> operations, PinTable pins) {
        this.operations = operations;
        this.pins = pins;
    }

    /// Runs the request `{"op": ..., ...}`.
    ///
    /// @param bufferPin what stands for the buffer in the table of pins, or -1
    /// @return the length of the answer that is in the buffer, or waits if that is too short; negative
    ///     for a failure
    long call(long request, long length, long buffer, long capacity, long bufferPin) {
        Object before = null;
        try {
            before = pins.offerTo(bufferPin);
            Map<String, Object> fields = JSON.std.mapFrom(ForeignText.read(request, length));
            Operation operation = operations.get(fields.get("op"));
            if (operation == null) {
                throw new IllegalArgumentException("no such operation: op=" + fields.get("op"));
            }
            return Answers.give(operation.run(new Request(fields)), buffer, capacity);
        } catch (Throwable e) {
            return Answers.fail(e, buffer, capacity);
        } finally {
            pins.offered(before);
        }
    }

    /// The answer that was too long for its buffer, by the number that was left there instead.
    long fetch(long number, long buffer, long capacity) {
        try {
            return Answers.fetch(number, buffer, capacity);
        } catch (Throwable e) {
            return Answers.fail(e, buffer, capacity);
        }
    }
}
