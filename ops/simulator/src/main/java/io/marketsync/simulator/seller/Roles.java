package io.marketsync.simulator.seller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.simulator.access.ApiKey;
import io.marketsync.simulator.access.KeyRing;
import io.marketsync.simulator.access.Role;
import io.marketsync.simulator.call.Call;
import io.marketsync.simulator.call.Endpoint;
import io.marketsync.simulator.call.Json;

/** {@code /v1/roles}: what the key of this request may do, and until when. */
public final class Roles implements Endpoint {

    private final KeyRing keys;

    public Roles(KeyRing keys) {
        this.keys = keys;
    }

    @Override
    public JsonNode answer(Call call) {
        ApiKey key = keys.of(call.shop().profile().clientId());
        ObjectNode answer = Json.object().put("expires_at", key.expiresAt().toString());
        ArrayNode roles = answer.putArray("roles");
        for (Role role : Role.values()) {
            if (key.roles().contains(role)) {
                roles.addObject().put("name", role.label()).set("methods", Json.texts(role.methods()));
            }
        }
        return answer;
    }
}
