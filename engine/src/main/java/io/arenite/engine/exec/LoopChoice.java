package io.arenite.engine.exec;

import io.arenite.engine.generate.GeneratedLoop;
import io.arenite.engine.generate.LoopTicket;

/// One worker's way to the generated loop of a plan: asks for it, and takes it as soon as it is there.
final class LoopChoice {
    /// Waits for a loop to be made, and keeps one that often gives blocks back.
    private final boolean forced;

    private GeneratedPlan.Variant variant;
    private LoopTicket ticket;

    LoopChoice(boolean forced) {
        this.forced = forced;
    }

    /// The variant that was asked for last and exists.
    GeneratedPlan.Variant variant() {
        return variant;
    }

    /// The variant's loop; null where there is none, or none yet.
    ///
    /// @param rows that it is wanted for
    GeneratedLoop loop(GeneratedPlan.Variant wanted, long rows) {
        if (!wanted.exists() || !forced && wanted.isHopeless()) {
            return null;
        }
        if (wanted != variant || ticket.isEvicted()) {
            variant = wanted;
            ticket = wanted.ticket();
            ticket.use();
        }
        GeneratedLoop loop = ticket.loop();
        if (loop == null && forced) {
            return ticket.require();
        }
        if (loop == null) {
            ticket.want(rows);
        }
        return loop;
    }
}
