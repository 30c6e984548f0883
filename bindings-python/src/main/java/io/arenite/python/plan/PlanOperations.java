package io.arenite.python.plan;

import io.arenite.LazyFrame;
import io.arenite.python.handle.PinLabel;
import io.arenite.python.handle.PinTable;
import io.arenite.python.handle.Request;
import io.arenite.python.handle.TableHandle;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/// Plans by requests: what is done once for each, or is not in a hurry.
public final class PlanOperations {
    private final PinTable pins;

    public PlanOperations(PinTable pins) {
        this.pins = pins;
    }

    /// Field `plan`: a plan in JSON, whose scan names the handle of a table. The answer has the pin of
    /// what it was compiled to.
    public Object compile(Request request) {
        var table = new AtomicReference<TableHandle>();
        LazyFrame frame = new PlanReader(handle -> {
                    table.set(pins.get(slot(handle), TableHandle.class));
                    return table.get().table().lazy();
                })
                .read(request.text("plan"));
        TableHandle scanned = table.get();
        PinLabel label =
                PinLabel.handle("plan", scanned.database(), scanned.table().name());
        return Map.of("plan", pins.pin(new PlanHandle(scanned, frame), label));
    }

    /// Field `plan`: its pin.
    public Object explain(Request request) {
        return plan(request).explain();
    }

    /// Field `plan`: its pin.
    public Object profile(Request request) {
        return plan(request).profile();
    }

    private LazyFrame plan(Request request) {
        return pins.get(request.number("plan"), PlanHandle.class).frame();
    }

    private static long slot(Object handle) {
        if (handle instanceof Number number) {
            return number.longValue();
        }
        throw new IllegalArgumentException("a scan names the handle of a table: handle=" + handle);
    }
}
