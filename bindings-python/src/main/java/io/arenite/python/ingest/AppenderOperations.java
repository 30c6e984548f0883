package io.arenite.python.ingest;

import io.arenite.python.handle.Handles;
import io.arenite.python.handle.PinLabel;
import io.arenite.python.handle.Request;
import io.arenite.python.handle.TableHandle;
import java.util.LinkedHashMap;
import java.util.Map;

/// Rows of a feed: Python packs them and hands over many at a time, as columns.
public final class AppenderOperations {
    private final Handles handles;

    public AppenderOperations(Handles handles) {
        this.handles = handles;
    }

    /// Field: `table`.
    public Object open(Request request) {
        TableHandle table = handles.pins().get(request.number("table"), TableHandle.class);
        var appender = new AppenderHandle(table);
        try {
            PinLabel label =
                    PinLabel.handle("appender", table.database(), table.table().name());
            return Map.of("appender", handles.pins().pin(appender, label), "rows", ColumnAppend.PIECE_ROWS);
        } catch (RuntimeException | Error e) {
            appender.close();
            throw e;
        }
    }

    /// Fields: `appender`, `address` of the rows' description or none, `first` the number of the first of
    /// them, `commit` whether to commit. Of the rows all are appended or none, because they are no more than
    /// one piece; those that were appended before are passed over.
    public Object append(Request request) {
        AppenderHandle appender = appender(request);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(
                "rows",
                request.has("address") ? appender.append(request.number("address"), request.number("first")) : 0);
        if (request.flag("commit", false)) {
            appender.commit();
        }
        return answer;
    }

    /// Fields: `appender`, `next` the number of the row after those that Python has.
    public Object rollback(Request request) {
        appender(request).rollback(request.number("next"));
        return null;
    }

    /// Commits what is appended.
    public Object close(Request request) {
        appender(request).close();
        return null;
    }

    private AppenderHandle appender(Request request) {
        return handles.pins().get(request.number("appender"), AppenderHandle.class);
    }
}
