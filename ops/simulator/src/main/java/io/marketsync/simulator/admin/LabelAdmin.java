package io.marketsync.simulator.admin;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.marketsync.simulator.access.Refusal;
import io.marketsync.simulator.call.Json;
import io.marketsync.simulator.http.Request;
import io.marketsync.simulator.label.LabelDesk;

/** Says how labels are printed. */
final class LabelAdmin {

    /**
     * What is absent stays as it is.
     *
     * @param looks until a task is completed
     * @param seconds until a task is completed, on the world's clock
     * @param spoiled postings whose tasks end as errors
     * @param unprinted postings that are left out, with the message
     * @param nameless whether pages show no posting number
     */
    private record LabelChange(
            Integer looks, Integer seconds, List<String> spoiled, Map<String, String> unprinted, Boolean nameless) {}

    private final LabelDesk desk;

    LabelAdmin(LabelDesk desk) {
        this.desk = desk;
    }

    JsonNode change(Request request) {
        LabelChange change = AdminInput.read(AdminInput.json(request), LabelChange.class);
        if ((change.looks() == null) != (change.seconds() == null)) {
            throw Refusal.invalid("looks and seconds are given together");
        }
        if (change.looks() != null) {
            desk.pace(new LabelDesk.Pace(change.looks(), Duration.ofSeconds(change.seconds())));
        }
        if (change.spoiled() != null) {
            change.spoiled().forEach(desk::spoil);
        }
        if (change.unprinted() != null) {
            change.unprinted().forEach(desk::leaveOut);
        }
        if (change.nameless() != null) {
            desk.nameless(change.nameless());
        }
        return show();
    }

    /** Everything scripted is over. */
    JsonNode behave() {
        desk.behave();
        return show();
    }

    JsonNode show() {
        return Json.object().put("created", desk.created());
    }
}
