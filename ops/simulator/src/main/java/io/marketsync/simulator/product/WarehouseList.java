package io.marketsync.simulator.product;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.simulator.call.Call;
import io.marketsync.simulator.call.Endpoint;
import io.marketsync.simulator.call.Json;
import io.marketsync.simulator.world.Warehouse;

/** {@code /v2/warehouse/list}: the seller's own warehouses, disabled ones included. */
public final class WarehouseList implements Endpoint {

    private static final int MOST = 200;

    @Override
    public JsonNode answer(Call call) {
        int limit = call.body().limit(MOST);
        long after = IdCursor.decode(call.body().textOrEmpty("cursor"))[0];
        Set<Long> wanted = new HashSet<>(call.body().numbers("warehouse_ids"));
        List<Warehouse> rest = call.shop().profile().warehouses().stream()
                .filter(warehouse -> warehouse.id() > after)
                .filter(warehouse -> wanted.isEmpty() || wanted.contains(warehouse.id()))
                .toList();
        boolean hasNext = rest.size() > limit;
        List<Warehouse> shown = hasNext ? rest.subList(0, limit) : rest;
        ObjectNode answer = Json.object();
        ArrayNode warehouses = answer.putArray("warehouses");
        shown.forEach(warehouse -> warehouses.add(view(warehouse)));
        long last = shown.isEmpty() ? after : shown.getLast().id();
        return answer.put("has_next", hasNext).put("cursor", hasNext ? IdCursor.encode(last, last) : "");
    }

    private static ObjectNode view(Warehouse warehouse) {
        ObjectNode view = Json.object()
                .put("warehouse_id", warehouse.id())
                .put("name", warehouse.name())
                .put("status", warehouse.status())
                .put("is_rfbs", false)
                .put("is_kgt", false)
                .put("is_express", false)
                .put("is_comfort", false)
                .put("has_entrusted_acceptance", false)
                .put("has_postings_limit", false)
                .put("min_postings_limit", 10)
                .put("postings_limit", -1)
                .put("warehouse_type", "fbs")
                .putNull("pause_at");
        view.putObject("address_info")
                .put("address", warehouse.address())
                .put("latitude", 55.495093)
                .put("longitude", 38.172731)
                .put("utc", "UTC+03:00");
        view.putObject("first_mile").put("type", "PICK_UP").put("first_mile_is_changing", false);
        view.set("working_days", Json.texts(List.of("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY")));
        return view;
    }
}
