package io.marketsync.simulator.label;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.simulator.access.Refusal;
import io.marketsync.simulator.call.Call;
import io.marketsync.simulator.call.Endpoint;
import io.marketsync.simulator.call.Json;

/** {@code /v2/posting/fbs/package-label/get}: how far a task is, what it left out, and where its file lies. */
public final class LabelGet implements Endpoint {

    private final LabelDesk desk;

    public LabelGet(LabelDesk desk) {
        this.desk = desk;
    }

    @Override
    public JsonNode answer(Call call) {
        long id = call.body()
                .number("task_id")
                .orElseThrow(() -> Refusal.invalid("Request validation error: task_id is required"));
        LabelTask task =
                desk.find(call.shop().profile().clientId(), id).orElseThrow(() -> Refusal.notFound("TASK_NOT_FOUND"));
        String code = desk.status(task, call.now());
        boolean completed = code.equals("completed");
        List<String> postings = task.postings();
        ArrayNode unprinted = Json.array();
        if (completed) {
            postings.forEach(posting -> desk.unprinted(call.shop(), posting, call.now())
                    .ifPresent(why -> unprinted.add(
                            Json.object().put("posting_number", posting).put("message", why))));
        }
        int printed = completed ? postings.size() - unprinted.size() : 0;
        ObjectNode answer = Json.object();
        answer.putObject("status")
                .put("code", code)
                .put("postings_count", postings.size())
                .put("printed_postings_count", printed)
                .set("unprinted_postings", unprinted);
        answer.put("file_url", printed > 0 ? desk.url(task).toString() : "");
        if (code.equals("error")) {
            answer.putObject("error")
                    .put("code", "INTERNAL_PRINTING_ERROR")
                    .put("message", "Labels could not be printed");
        } else {
            answer.putNull("error");
        }
        return answer;
    }
}
