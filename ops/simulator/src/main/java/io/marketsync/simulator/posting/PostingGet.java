package io.marketsync.simulator.posting;

import com.fasterxml.jackson.databind.JsonNode;

import io.marketsync.simulator.access.Refusal;
import io.marketsync.simulator.call.Call;
import io.marketsync.simulator.call.Endpoint;
import io.marketsync.simulator.call.Json;
import io.marketsync.simulator.world.Posting;
import io.marketsync.simulator.world.Scheme;

/** {@code /v3/posting/fbs/get} and {@code /v2/posting/fbo/get}: one posting, in the old shape under {@code result}. */
public final class PostingGet implements Endpoint {

    private final Scheme scheme;

    public PostingGet(Scheme scheme) {
        this.scheme = scheme;
    }

    @Override
    public JsonNode answer(Call call) {
        String number = call.body()
                .text("posting_number")
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> Refusal.invalid("Request validation error: posting_number is required"));
        Posting posting = call.shop()
                .postings()
                .find(number, call.now())
                .filter(found -> found.scheme() == scheme)
                .orElseThrow(() -> Refusal.notFound("POSTING_NOT_FOUND"));
        With with = With.of(call.body());
        JsonNode result =
                scheme == Scheme.FBS ? new FbsView(call, with).v3(posting) : new FboView(call, with).v2(posting);
        return Json.object().set("result", result);
    }
}
