package io.marketsync.simulator.call;

import com.fasterxml.jackson.databind.JsonNode;

/** One method of the marketplace. Declines by throwing {@link io.marketsync.simulator.access.Refusal}. */
public interface Endpoint {

    JsonNode answer(Call call);
}
