package io.marketsync.simulator.world;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

import io.marketsync.simulator.world.Product.Codes;
import io.marketsync.simulator.world.Product.Standing;

/**
 * The products of one shop in ascending product id, made from the seed. About one in 25 is archived, one in 20 is not moderated yet
 * (no sku), and names repeat, as they do in real catalogues. What a seller changes is seen by the marketplace's methods; postings name
 * products as they were made.
 */
public final class Catalogue {

    private static final int DELETED_OFFERS = 5;

    /** All products at one moment, by each of their names. */
    private record Listing(
            List<Product> products, Map<String, Product> byOffer, Map<Long, Product> byId, Map<Long, Product> bySku) {

        static Listing of(Collection<Product> products) {
            Listing listing = new Listing(
                    products.stream()
                            .sorted(Comparator.comparing(Product::productId))
                            .toList(),
                    new HashMap<>(),
                    new HashMap<>(),
                    new HashMap<>());
            for (Product product : products) {
                listing.byOffer.put(product.offerId(), product);
                listing.byId.put(product.productId(), product);
                if (product.sku() != 0) {
                    listing.bySku.put(product.sku(), product);
                }
            }
            return listing;
        }
    }

    private final List<Product> sellable;
    private final List<Product> deleted;
    private final Map<String, Product> removed = new HashMap<>();
    private volatile Listing listing;

    private Catalogue(List<Product> products, List<Product> deleted) {
        this.listing = Listing.of(products);
        this.sellable = products.stream().filter(Product::onSale).toList();
        this.deleted = List.copyOf(deleted);
    }

    public static Catalogue of(long seed, long shop, int size) {
        List<Product> products = new ArrayList<>(size);
        for (int index = 0; index < size; index++) {
            products.add(product(Dice.of(seed, shop, index, 'p'), shop, index));
        }
        List<Product> deleted = new ArrayList<>(DELETED_OFFERS);
        for (int index = 0; index < DELETED_OFFERS; index++) {
            deleted.add(deletedProduct(Dice.of(seed, shop, index, 'd'), shop, index));
        }
        return new Catalogue(products, deleted);
    }

    public List<Product> products() {
        return listing.products;
    }

    /** As its seller does in the cabinet. False when there is no such offer. */
    public synchronized boolean change(String offerId, UnaryOperator<Product> change) {
        Product known = listing.byOffer.get(offerId);
        if (known == null) {
            return false;
        }
        List<Product> changed = new ArrayList<>(listing.products);
        changed.set(changed.indexOf(known), change.apply(known));
        listing = Listing.of(changed);
        return true;
    }

    /** From now on no method knows it. False when there is no such offer. */
    public synchronized boolean remove(String offerId) {
        Product known = listing.byOffer.get(offerId);
        if (known == null) {
            return false;
        }
        removed.put(offerId, known);
        listing = Listing.of(listing.products.stream()
                .filter(product -> !product.equals(known))
                .toList());
        return true;
    }

    /** False when no offer of this code was removed. */
    public synchronized boolean restore(String offerId) {
        Product known = removed.remove(offerId);
        if (known == null) {
            return false;
        }
        List<Product> more = new ArrayList<>(listing.products);
        more.add(known);
        listing = Listing.of(more);
        return true;
    }

    /** Products that postings may name; never empty, for even an empty catalogue has deleted offers. */
    public List<Product> sellable() {
        return sellable.isEmpty() ? deleted : sellable;
    }

    public List<Product> deleted() {
        return deleted;
    }

    public Optional<Product> byOffer(String offerId) {
        return Optional.ofNullable(listing.byOffer.get(offerId));
    }

    public Optional<Product> byId(long productId) {
        return Optional.ofNullable(listing.byId.get(productId));
    }

    public Optional<Product> bySku(long sku) {
        return Optional.ofNullable(listing.bySku.get(sku));
    }

    private static Product product(Dice dice, long shop, int index) {
        int fate = dice.between(0, 99);
        Standing standing = fate < 4 ? Standing.ARCHIVED : fate < 9 ? Standing.UNMODERATED : Standing.ON_SALE;
        long sku = standing == Standing.UNMODERATED ? 0 : shop * 100_000 + 3L * index + 1;
        String offer = offerId(dice, shop, index);
        return new Product(
                index,
                new Codes(shop * 50_000 + index + 1, sku, offer),
                Texts.productName(dice),
                price(dice),
                standing);
    }

    private static Product deletedProduct(Dice dice, long shop, int index) {
        Codes codes =
                new Codes(shop * 50_000 + 49_000 + index, shop * 100_000 + 99_000 + index, "OLD-" + shop + "-" + index);
        return new Product(Product.DELETED, codes, Texts.productName(dice), price(dice), Standing.ARCHIVED);
    }

    /** Sellers' codes carry spaces, slashes and Cyrillic; a client must not assume more than "a string". */
    private static String offerId(Dice dice, long shop, int index) {
        return switch (dice.between(0, 9)) {
            case 0 -> "Артикул %d/%d".formatted(shop % 1000, index);
            case 1 -> "SK-%d (малиновый)".formatted(index);
            default -> "MS-%d-%05d".formatted(shop % 1000, index);
        };
    }

    private static BigDecimal price(Dice dice) {
        return BigDecimal.valueOf(dice.between(99, 19_999) * 100L + dice.pick(List.of(0, 0, 50, 90, 99)), 2);
    }
}
