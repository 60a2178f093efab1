package io.marketsync.marketplace.ozon;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.marketsync.shop.KeyCheck;
import io.marketsync.shop.KeyFacts;
import io.marketsync.shop.ShopAccess;

/**
 * {@code /v1/roles}: until when a key works and what it may. Needs no role itself. Since September 2026 a key of Ozon works for three
 * months.
 */
public final class OzonKeys implements KeyCheck {

    /** Far more than Ozon has; they are stored. */
    private static final int MOST_ROLES = 100;

    private static final int LONGEST_ROLE = 200;

    static final String WAREHOUSE_ROLE = "Warehouse";

    /** What our kinds call, and the role that Ozon's cabinet offers for it. */
    private enum Need {
        POSTING_FBS(
                "Posting FBS",
                OzonOrders.FBS_LIST,
                OzonOrders.FBS_OPEN_LIST,
                OzonOrders.FBS_GET,
                OzonLabels.CREATE,
                OzonLabels.GET),
        POSTING_FBO("Posting FBO", OzonOrders.FBO_LIST, OzonOrders.FBO_GET),
        PRODUCT(
                "Product",
                OzonCatalogue.LIST,
                OzonCatalogue.INFO,
                OzonStocks.STOCKS,
                OzonStockList.LIST,
                OzonPrices.IMPORT,
                OzonPrices.INFO),
        WAREHOUSE(WAREHOUSE_ROLE, OzonWarehouses.LIST);

        private final String role;
        private final List<String> methods;

        Need(String role, String... methods) {
            this.role = role;
            this.methods = List.of(methods);
        }
    }

    /** @param methods paths, or the beginnings of paths */
    private record Role(String name, List<String> methods) {

        boolean opens(String needed) {
            return methods.stream().anyMatch(method -> needed.equals(method) || needed.startsWith(method + "/"));
        }

        /** By its name when it is one we know, whatever it lists: a missing role that is not missing would alarm for nothing. */
        boolean covers(Need need) {
            return name.equalsIgnoreCase(need.role)
                    || name.toLowerCase(Locale.ROOT).startsWith("admin");
        }
    }

    private final OzonClient client;

    public OzonKeys(OzonClient client) {
        this.client = client;
    }

    @Override
    public String marketplace() {
        return OzonClient.MARKETPLACE;
    }

    @Override
    public KeyFacts check(ShopAccess shop) throws InterruptedException {
        JsonNode answer = client.call(shop, "/v1/roles", "key", JsonNodeFactory.instance.objectNode());
        if (!answer.has("expires_at") && !answer.has("roles")) {
            throw OzonPosting.garbled("nothing about the key in the answer");
        }
        Instant endsAt = end(answer.path("expires_at"));
        if (!answer.path("roles").isArray()) {
            return new KeyFacts(endsAt, null, List.of());
        }
        List<Role> roles = roles(answer.path("roles"));
        return new KeyFacts(endsAt, roles.stream().map(Role::name).toList(), missing(roles));
    }

    /** Null when Ozon says none: by nothing, by an empty text, or by the first instant of Go's calendar, which is its "not set". */
    private static Instant end(JsonNode value) {
        if (value.isMissingNode()
                || value.isNull()
                || (value.isTextual() && value.asText().isBlank())) {
            return null;
        }
        try {
            OffsetDateTime end = OffsetDateTime.parse(value.asText());
            if (end.getYear() == 1) {
                return null;
            }
            if (end.getYear() < 1970 || end.getYear() > 9999) {
                throw new DateTimeException("outside the calendar");
            }
            return end.toInstant();
        } catch (DateTimeException e) {
            throw OzonPosting.garbled("an end of the key that is no time");
        }
    }

    private static List<Role> roles(JsonNode array) {
        List<Role> roles = new ArrayList<>();
        for (JsonNode role : array) {
            String name = role.path("name").asText("").replace("\u0000", "").strip();
            if (name.isEmpty() || name.length() > LONGEST_ROLE || roles.size() == MOST_ROLES) {
                throw OzonPosting.garbled("a role without a name, or very many of them");
            }
            List<String> methods = new ArrayList<>();
            role.path("methods").forEach(method -> methods.add(method.asText()));
            roles.add(new Role(name, methods));
        }
        return roles;
    }

    private static List<String> missing(List<Role> roles) {
        return Stream.of(Need.values())
                .filter(need -> roles.stream().noneMatch(role -> role.covers(need)))
                .filter(need ->
                        !need.methods.stream().allMatch(method -> roles.stream().anyMatch(role -> role.opens(method))))
                .map(need -> need.role)
                .toList();
    }
}
