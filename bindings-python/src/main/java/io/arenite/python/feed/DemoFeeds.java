package io.arenite.python.feed;

import io.arenite.python.handle.Handles;
import io.arenite.python.handle.PinLabel;
import io.arenite.python.handle.Request;
import io.arenite.python.handle.TableHandle;
import java.util.Map;

/// Feeds that Python starts and stops.
public final class DemoFeeds {
    private final Handles handles;

    public DemoFeeds(Handles handles) {
        this.handles = handles;
    }

    /// Fields: `table`, `symbols`, `rows_per_second`, `seed`.
    public Object start(Request request) {
        TableHandle handle = handles.pins().get(request.number("table"), TableHandle.class);
        DemoFeed feed = DemoFeed.start(
                handle.table(),
                request.texts("symbols").toArray(String[]::new),
                Math.toIntExact(request.number("rows_per_second")),
                request.number("seed"));
        String name = handle.table().name();
        return Map.of("feed", handles.pins().pin(feed, PinLabel.handle("feed", handle.database(), name)));
    }

    /// Field: `feed`.
    public Object stop(Request request) {
        handles.pins().get(request.number("feed"), DemoFeed.class).close();
        return null;
    }
}
