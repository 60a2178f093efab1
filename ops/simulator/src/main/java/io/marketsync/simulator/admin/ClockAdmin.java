package io.marketsync.simulator.admin;

import java.time.DateTimeException;
import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;

import io.marketsync.simulator.access.Refusal;
import io.marketsync.simulator.call.Json;
import io.marketsync.simulator.http.Request;
import io.marketsync.simulator.world.WorldClock;

/** Shows and moves the time of the marketplace. */
final class ClockAdmin {

    private record Change(String freeze, String now, String advance, Boolean run) {}

    private final WorldClock clock;

    ClockAdmin(WorldClock clock) {
        this.clock = clock;
    }

    JsonNode show() {
        return Json.object()
                .put("now", clock.now().toString())
                .put("frozen", clock.frozen())
                .put("offset", clock.offset().toString());
    }

    JsonNode change(Request request) {
        Change change = AdminInput.read(AdminInput.json(request), Change.class);
        if (change.freeze() != null) {
            clock.freeze(AdminInput.instant(change.freeze()));
        } else if (change.now() != null) {
            clock.moveTo(AdminInput.instant(change.now()));
        } else if (change.advance() != null) {
            clock.advance(duration(change.advance()));
        } else if (Boolean.TRUE.equals(change.run())) {
            clock.run();
        } else {
            throw Refusal.invalid("give one of freeze, now, advance or run");
        }
        return show();
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeException e) {
            throw Refusal.invalid("not a duration: " + text);
        }
    }
}
