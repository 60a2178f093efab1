package io.marketsync.simulator.label;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.simulator.access.Refusal;
import io.marketsync.simulator.call.Call;
import io.marketsync.simulator.call.Endpoint;
import io.marketsync.simulator.call.Json;

/** {@code /v3/posting/fbs/package-label/create}: one posting that is not ready refuses all of them. */
public final class LabelCreate implements Endpoint {

    private final LabelDesk desk;

    public LabelCreate(LabelDesk desk) {
        this.desk = desk;
    }

    @Override
    public JsonNode answer(Call call) {
        List<String> postings = call.body().texts("posting_numbers");
        if (postings.isEmpty() || postings.size() > LabelDesk.MOST_POSTINGS) {
            throw Refusal.invalid("INVALID_ARGUMENT: posting_numbers must contain between 1 and "
                    + LabelDesk.MOST_POSTINGS + " items, inclusive");
        }
        for (String posting : postings) {
            if (call.shop().postings().find(posting, call.now()).isEmpty()) {
                throw Refusal.invalid("NO_POSTINGS_FOR_BATCH_DOWNLOAD");
            }
        }
        List<String> notReady = postings.stream()
                .filter(posting -> !LabelDesk.ready(call.shop(), posting, call.now()))
                .toList();
        if (!notReady.isEmpty()) {
            throw Refusal.invalid("The next postings aren't ready: " + String.join(", ", notReady));
        }
        LabelTask big = desk.create(call.shop().profile().clientId(), postings, call.now());
        LabelTask small = desk.create(call.shop().profile().clientId(), postings, call.now());
        ObjectNode answer = Json.object();
        answer.putArray("tasks").add(task(small, "small_label")).add(task(big, "big_label"));
        return answer;
    }

    private static ObjectNode task(LabelTask task, String type) {
        return Json.object().put("task_id", task.id()).put("task_type", type);
    }
}
