package io.marketsync.simulator.admin;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.simulator.access.ApiKey;
import io.marketsync.simulator.access.KeyRing;
import io.marketsync.simulator.access.Refusal;
import io.marketsync.simulator.access.Role;
import io.marketsync.simulator.call.Json;
import io.marketsync.simulator.http.Request;
import io.marketsync.simulator.market.Market;
import io.marketsync.simulator.market.Shop;
import io.marketsync.simulator.world.ShopProfile;
import io.marketsync.simulator.world.WorldClock;

/** Lists the shops with their keys, and changes keys as a seller's cabinet or the marketplace's security would. */
final class ShopAdmin {

    private record KeyChange(String clientId, String action, String expiresAt, String apiKey, List<String> roles) {}

    private final Market market;
    private final KeyRing keys;
    private final WorldClock clock;

    ShopAdmin(Market market, KeyRing keys, WorldClock clock) {
        this.market = market;
        this.keys = keys;
        this.clock = clock;
    }

    JsonNode list() {
        return market.shops().stream().map(this::view).collect(Json.toArray());
    }

    JsonNode changeKey(Request request) {
        KeyChange change = AdminInput.read(AdminInput.json(request), KeyChange.class);
        if (change.clientId() == null || change.action() == null) {
            throw Refusal.invalid("clientId and action are required");
        }
        ApiKey key =
                switch (change.action()) {
                    case "revoke" -> keys.revoke(change.clientId());
                    case "restore" -> keys.restore(change.clientId(), clock.now());
                    case "expire" ->
                        keys.expire(
                                change.clientId(),
                                change.expiresAt() == null ? clock.now() : AdminInput.instant(change.expiresAt()));
                    case "replace" -> keys.replace(change.clientId(), change.apiKey(), clock.now());
                    case "roles" -> keys.limitTo(change.clientId(), roles(change.roles()));
                    default ->
                        throw Refusal.invalid("unknown action " + change.action()
                                + "; known: revoke, restore, expire, replace, roles");
                };
        return putKey(Json.object().put("clientId", change.clientId()), key);
    }

    private ObjectNode view(Shop shop) {
        ShopProfile profile = shop.profile();
        ObjectNode view = Json.object()
                .put("sellerId", profile.seller().id())
                .put("sellerName", profile.seller().name())
                .put("name", profile.name())
                .put("clientId", profile.clientId())
                .put("currency", profile.currency());
        putKey(view, keys.of(profile.clientId()));
        ArrayNode warehouses = view.putArray("warehouses");
        profile.warehouses().forEach(warehouse -> warehouses
                .addObject()
                .put("warehouseId", warehouse.id())
                .put("name", warehouse.name())
                .put("status", warehouse.status()));
        return view;
    }

    private static ObjectNode putKey(ObjectNode view, ApiKey key) {
        view.put("apiKey", key.value())
                .put("expiresAt", key.expiresAt().toString())
                .put("revoked", key.revoked());
        view.set(
                "roles",
                Json.texts(key.roles().stream().sorted().map(Role::label).toList()));
        return view;
    }

    private static Set<Role> roles(List<String> names) {
        if (names == null) {
            throw Refusal.invalid("roles are required");
        }
        return names.stream()
                .map(name -> Role.named(name).orElseThrow(() -> Refusal.invalid("unknown role " + name)))
                .collect(Collectors.toSet());
    }
}
