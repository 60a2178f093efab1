package io.marketsync.simulator.product;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.simulator.call.Json;

/** Why one item of a push was not taken; the others are none the worse for it. */
record ItemError(String code, String message) {

    ObjectNode json() {
        return Json.object().put("code", code).put("message", message);
    }
}
