package io.marketsync.simulator.admin;

import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import io.marketsync.simulator.access.Refusal;
import io.marketsync.simulator.call.Json;
import io.marketsync.simulator.http.Request;
import io.marketsync.simulator.market.Market;
import io.marketsync.simulator.market.Shop;
import io.marketsync.simulator.world.Catalogue;
import io.marketsync.simulator.world.Product;
import io.marketsync.simulator.world.Product.Standing;

/** Changes products as their seller does in the cabinet. */
final class ProductAdmin {

    /** @param to the new code, of a rename */
    private record ProductChange(String clientId, String offerId, String action, String to) {}

    private final Market market;

    ProductAdmin(Market market) {
        this.market = market;
    }

    JsonNode change(Request request) {
        ProductChange change = AdminInput.read(AdminInput.json(request), ProductChange.class);
        if (change.clientId() == null || change.offerId() == null || change.action() == null) {
            throw Refusal.invalid("clientId, offerId and action are required");
        }
        Shop shop = market.shop(change.clientId());
        Catalogue catalogue = shop.catalogue();
        boolean known =
                switch (change.action()) {
                    case "archive" ->
                        catalogue.change(change.offerId(), product -> product.standing(Standing.ARCHIVED));
                    case "unarchive" ->
                        catalogue.change(change.offerId(), product -> product.standing(Standing.ON_SALE));
                    case "remove" -> catalogue.remove(change.offerId());
                    case "restore" -> catalogue.restore(change.offerId());
                    case "rename" -> {
                        String to = free(catalogue, change.to());
                        yield catalogue.change(change.offerId(), product -> product.offerId(to));
                    }
                    case "spoil" -> spoil(shop, change.offerId(), true);
                    case "cure" -> spoil(shop, change.offerId(), false);
                    default ->
                        throw Refusal.invalid("unknown action " + change.action()
                                + "; known: archive, unarchive, remove, restore, rename, spoil, cure");
                };
        if (!known) {
            throw Refusal.notFound("no offer " + change.offerId() + " to " + change.action());
        }
        return Json.object().put("offerId", change.offerId()).put("action", change.action());
    }

    /** Whether its price spoils the requests that it comes in. */
    private static boolean spoil(Shop shop, String offer, boolean spoils) {
        Optional<Product> product = shop.catalogue().byOffer(offer);
        product.ifPresent(known -> shop.prices().spoil(known, spoils));
        return product.isPresent();
    }

    private static String free(Catalogue catalogue, String code) {
        if (code == null || code.isBlank() || catalogue.byOffer(code).isPresent()) {
            throw Refusal.invalid("to must be a code that no offer has");
        }
        return code;
    }
}
