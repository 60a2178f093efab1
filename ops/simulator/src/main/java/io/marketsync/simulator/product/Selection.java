package io.marketsync.simulator.product;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.marketsync.simulator.access.Refusal;
import io.marketsync.simulator.call.Body;
import io.marketsync.simulator.world.Catalogue;
import io.marketsync.simulator.world.Product;
import io.marketsync.simulator.world.Product.Standing;

/** The products that a request names, or that its visibility lets through; ascending by product id, each once. */
final class Selection {

    private static final int MOST_IDS = 1000;

    private Selection() {}

    /** For methods with a {@code filter} and pages. The field for SKUs is {@code skus} there. */
    static List<Product> filtered(Body filter, Catalogue catalogue) {
        Optional<List<Product>> named = named(filter, catalogue, "skus");
        return named.orElseGet(() -> {
            Predicate<Product> visible = visibility(filter.textOrEmpty("visibility"));
            return catalogue.products().stream().filter(visible).toList();
        });
    }

    /** The products of the one identifier group in use; empty when there is none. Unknown ids are left out silently. */
    static Optional<List<Product>> named(Body body, Catalogue catalogue, String skuField) {
        List<String> offers = body.texts("offer_id");
        List<Long> ids = body.numbers("product_id");
        List<Long> skus = body.numbers(skuField);
        long groups =
                Stream.of(offers, ids, skus).filter(group -> !group.isEmpty()).count();
        if (groups > 1) {
            throw Refusal.invalid("Request validation error: use only one of offer_id, product_id and sku");
        }
        for (List<?> group : List.of(offers, ids, skus)) {
            body.atMost(MOST_IDS, group, "identifiers");
        }
        if (groups == 0) {
            return Optional.empty();
        }
        return Optional.of(
                Stream.of(find(offers, catalogue::byOffer), find(ids, catalogue::byId), find(skus, catalogue::bySku))
                        .flatMap(Function.identity())
                        .distinct()
                        .sorted(Comparator.comparing(Product::productId))
                        .toList());
    }

    private static <T> Stream<Product> find(List<T> names, Function<T, Optional<Product>> lookup) {
        return names.stream().map(lookup).flatMap(Optional::stream);
    }

    /** Ozon: "ALL" means all but archived products. Visibilities that depend on what is not simulated let nothing through. */
    private static Predicate<Product> visibility(String visibility) {
        return switch (visibility.toUpperCase(Locale.ROOT)) {
            case "", "ALL", "VISIBILITY_UNSPECIFIED" -> product -> !product.archived();
            case "ARCHIVED", "MANUAL_ARCHIVED" -> Product::archived;
            case "VISIBLE", "IN_SALE", "MODERATED", "VALIDATION_STATE_SUCCESS", "READY_TO_SUPPLY", "TO_SUPPLY" ->
                Product::onSale;
            case "INVISIBLE", "NOT_MODERATED", "VALIDATION_STATE_PENDING" ->
                product -> product.standing() == Standing.UNMODERATED;
            default -> product -> false;
        };
    }
}
