package io.arenite.python.bridge;

import io.arenite.python.handle.BatchFunctions;
import io.arenite.python.handle.Handles;
import io.arenite.python.handle.Request;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A Python that is there to be called back, from its import of the package to its exit.
final class Attachment {
    private final Handles handles;

    Attachment(Handles handles) {
        this.handles = handles;
    }

    /// Fields: `evict`, the address of a function without parameters that empties Python's caches of what
    /// is old; `dispatch`, that of what calls functions over batches; `signals` and `raised`, see
    /// [PythonSignals].
    Object attach(Request request) {
        PythonCallback evict = PythonCallback.at(request.number("evict"));
        handles.pins().onEvict(evict::call);
        List<Long> functions = request.list("signals").stream()
                .map(address -> ((Number) address).longValue())
                .toList();
        handles.interrupts().onLook(new PythonSignals(functions, request.number("raised"))::look);
        BatchFunctions.set(PythonDispatcher.at(request.number("dispatch")));
        Map<String, Object> answer = new HashMap<>();
        answer.put("releases", handles.memory().releasesAddress());
        answer.put("claims", handles.memory().claimsAddress());
        answer.put("words", handles.memory().wordsAddress());
        answer.put("pins", handles.memory().pinCount());
        answer.put("tables", handles.memory().tableCount());
        return answer;
    }

    /// What stands for a buffer in which Python takes answers, so that no pin of an answer is lost.
    Object buffer(Request request) {
        return handles.pins().pinBuffer();
    }

    /// Python ends: it is not called any more.
    Object detach(Request request) {
        BatchFunctions.set(null);
        handles.pins().onEvict(null);
        handles.interrupts().onLook(() -> false);
        return null;
    }
}
