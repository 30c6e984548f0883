package io.arenite.python.bridge;

import io.arenite.python.handle.Handles;
import io.arenite.python.handle.Request;
import java.util.HashMap;
import java.util.Map;

/// A Python that is there to be called back, from its import of the package to its exit.
final class Attachment {
    private final Handles handles;

    Attachment(Handles handles) {
        this.handles = handles;
    }

    /// Field: `evict`, the address of a function without parameters that empties Python's caches of what
    /// is old.
    Object attach(Request request) {
        PythonCallback evict = PythonCallback.at(request.number("evict"));
        handles.pins().onEvict(evict::call);
        Map<String, Object> answer = new HashMap<>();
        answer.put("releases", handles.memory().releasesAddress());
        answer.put("words", handles.memory().wordsAddress());
        answer.put("pins", handles.memory().pinCount());
        answer.put("tables", handles.memory().tableCount());
        return answer;
    }

    /// Python ends: it is not called any more.
    Object detach(Request request) {
        handles.pins().onEvict(null);
        return null;
    }
}
