package io.marketsync.marketplace.ozon;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.offer.CatalogueFeed;
import io.marketsync.offer.Offer;
import io.marketsync.offer.OfferPage;
import io.marketsync.shop.ShopAccess;

/**
 * Offers from {@code /v3/product/list}, which has ids alone, first of products that are not archived (that is what Ozon calls ALL), then of
 * archived ones; what is known of each page's products from {@code /v3/product/info/list}. A page costs two calls. There is no filter for
 * what changed.
 */
public final class OzonCatalogue implements CatalogueFeed {

    static final String LIST = "/v3/product/list";
    static final String INFO = "/v3/product/info/list";

    private static final int PAGE = 1000;

    /** The lists of a catalogue, in the order in which they are read. */
    private enum Listed {
        ALL,
        ARCHIVED
    }

    /** A list and Ozon's last id in it: the cursor of a page. */
    private record Place(Listed list, String lastId) {

        static Place of(String cursor) {
            if (cursor.isEmpty()) {
                return new Place(Listed.ALL, "");
            }
            int end = cursor.indexOf(' ');
            return new Place(Listed.valueOf(cursor.substring(0, end)), cursor.substring(end + 1));
        }

        String cursor() {
            return list + " " + lastId;
        }
    }

    private final OzonClient client;

    public OzonCatalogue(OzonClient client) {
        this.client = client;
    }

    @Override
    public String marketplace() {
        return OzonClient.MARKETPLACE;
    }

    @Override
    public OfferPage page(ShopAccess shop, String cursor) throws InterruptedException {
        Place place = Place.of(cursor);
        ObjectNode request = object().put("limit", PAGE).put("last_id", place.lastId);
        request.putObject("filter").put("visibility", place.list.name());
        JsonNode result = ask(shop, LIST, request).path("result");
        Set<Long> products = products(result);
        Optional<String> next = next(place, result);
        if (products.isEmpty()) {
            return new OfferPage(List.of(), next);
        }
        ObjectNode named = object();
        ArrayNode ids = named.putArray("product_id");
        products.forEach(id -> ids.add(id.toString()));
        List<Offer> offers =
                info(shop, named, offer -> products.contains(offer.productId()), place.list == Listed.ARCHIVED);
        if (offers.isEmpty()) {
            throw OzonPosting.garbled("nothing about the products that it lists");
        }
        return new OfferPage(offers, next);
    }

    @Override
    public List<Offer> byCode(ShopAccess shop, List<String> codes) throws InterruptedException {
        Set<String> wanted = Set.copyOf(codes);
        ObjectNode named = object();
        ArrayNode asked = named.putArray("offer_id");
        codes.forEach(asked::add);
        return info(shop, named, offer -> wanted.contains(offer.code()), null);
    }

    /** @param archived where the answer does not say */
    private List<Offer> info(ShopAccess shop, ObjectNode named, Predicate<Offer> wanted, Boolean archived)
            throws InterruptedException {
        JsonNode items = ask(shop, INFO, named).path("items");
        if (!items.isArray()) {
            throw OzonPosting.garbled("no products in the answer");
        }
        Map<Long, Offer> byProduct = new LinkedHashMap<>();
        for (JsonNode item : items) {
            Offer offer = OzonOffer.read(item, archived);
            if (wanted.test(offer)) {
                byProduct.put(offer.productId(), offer);
            }
        }
        // each code and each product once, the last one counting: what comes twice must not fail the page's upsert
        Map<String, Offer> byCode = new LinkedHashMap<>();
        byProduct.values().forEach(offer -> byCode.put(offer.code(), offer));
        return List.copyOf(byCode.values());
    }

    /** A key without the role for products stops this kind of sync and no other. */
    private JsonNode ask(ShopAccess shop, String path, ObjectNode body) throws InterruptedException {
        try {
            return client.call(shop, path, "offers", body);
        } catch (JobFailure failure) {
            throw OzonError.lacksRole(failure)
                    ? new JobFailure(
                            Reason.REJECTED,
                            "The Ozon key lacks the role Product, so the catalogue cannot be read. Add the role in the seller"
                                    + " cabinet, then enter the key again for this shop.")
                    : failure;
        }
    }

    private static Set<Long> products(JsonNode result) {
        JsonNode items = result.path("items");
        if (!items.isArray()) {
            throw OzonPosting.garbled("no list of products in the answer");
        }
        Set<Long> products = new LinkedHashSet<>();
        for (JsonNode item : items) {
            products.add(OzonOffer.id(item, "product_id"));
        }
        return products;
    }

    /** A list ends with an empty page, or with a page without a last id. */
    private static Optional<String> next(Place place, JsonNode result) {
        String lastId = OzonPosting.text(result, "last_id");
        if (lastId != null && !result.path("items").isEmpty()) {
            return Optional.of(new Place(place.list, lastId).cursor());
        }
        return place.list == Listed.ALL ? Optional.of(new Place(Listed.ARCHIVED, "").cursor()) : Optional.empty();
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
