package io.marketsync.marketplace.ozon;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.shop.KeyFacts;
import io.marketsync.shop.ShopAccess;
import io.marketsync.shop.Warehouse;
import io.marketsync.shop.Warehouses;

/** {@code /v2/warehouse/list}: a seller's FBS and rFBS warehouses. Ozon's own are named by postings alone. */
public final class OzonWarehouses implements Warehouses {

    static final String LIST = "/v2/warehouse/list";

    private static final int PAGE = 200;

    /** 20,000 warehouses; a list without end is no list. */
    private static final int MOST_PAGES = 100;

    /** Of the statuses new, created, disabled, blocked, disabled_due_to_limit and error the one that takes stock. */
    private static final String ACTIVE = "created";

    private static final int LONGEST_STATUS = 100;

    private final OzonClient client;

    public OzonWarehouses(OzonClient client) {
        this.client = client;
    }

    @Override
    public String marketplace() {
        return OzonClient.MARKETPLACE;
    }

    @Override
    public boolean open(KeyFacts key) {
        return !key.missing().contains(OzonKeys.WAREHOUSE_ROLE);
    }

    @Override
    public List<Warehouse> of(ShopAccess shop) throws InterruptedException {
        Map<String, Warehouse> byCode = new LinkedHashMap<>();
        Set<String> cursors = new HashSet<>();
        String cursor = "";
        while (cursors.add(cursor) && cursors.size() <= MOST_PAGES) {
            JsonNode answer = ask(shop, cursor);
            JsonNode warehouses = answer.path("warehouses");
            if (!warehouses.isArray()) {
                throw OzonPosting.garbled("no warehouses in the answer");
            }
            for (JsonNode node : warehouses) {
                Warehouse warehouse = read(node);
                byCode.put(warehouse.code(), warehouse);
            }
            if (isLast(answer, warehouses.size())) {
                return List.copyOf(byCode.values());
            }
            cursor = answer.path("cursor").asText("");
        }
        throw OzonPosting.garbled("a page of warehouses again, or no end of them");
    }

    private JsonNode ask(ShopAccess shop, String cursor) throws InterruptedException {
        ObjectNode request =
                JsonNodeFactory.instance.objectNode().put("limit", PAGE).put("cursor", cursor);
        try {
            return client.call(shop, LIST, "warehouses", request);
        } catch (JobFailure failure) {
            throw OzonError.lacksRole(failure)
                    ? new JobFailure(
                            Reason.REJECTED, "The Ozon key may not list warehouses, although its roles say so.")
                    : failure;
        }
    }

    /** Ozon's example has {@code "has_next":"string"}: where there is no clear word, a page that is not full is the last one. */
    private static boolean isLast(JsonNode answer, int size) {
        return switch (answer.path("has_next").asText()) {
            case "true" -> false;
            case "false" -> true;
            default -> size < PAGE;
        };
    }

    private static Warehouse read(JsonNode node) {
        String status = OzonOffer.cut(node, "status", LONGEST_STATUS);
        return new Warehouse(
                Long.toString(OzonOffer.id(node, "warehouse_id")),
                OzonOffer.cut(node, "name", Warehouse.LONGEST_NAME),
                status,
                ACTIVE.equalsIgnoreCase(status));
    }
}
