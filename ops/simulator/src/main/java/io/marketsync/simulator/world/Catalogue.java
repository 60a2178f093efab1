package io.marketsync.simulator.world;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.marketsync.simulator.world.Product.Codes;
import io.marketsync.simulator.world.Product.Standing;

/**
 * The products of one shop in ascending product id, made from the seed once and never changed. About one in 25 is archived, one
 * in 20 is not moderated yet (no sku), and names repeat, as they do in real catalogues.
 */
public final class Catalogue {

    private static final int DELETED_OFFERS = 5;

    private final List<Product> products;
    private final List<Product> sellable;
    private final List<Product> deleted;
    private final Map<String, Product> byOffer = new HashMap<>();
    private final Map<Long, Product> byId = new HashMap<>();
    private final Map<Long, Product> bySku = new HashMap<>();

    private Catalogue(List<Product> products, List<Product> deleted) {
        this.products = List.copyOf(products);
        this.sellable = products.stream().filter(Product::onSale).toList();
        this.deleted = List.copyOf(deleted);
        for (Product product : products) {
            byOffer.put(product.offerId(), product);
            byId.put(product.productId(), product);
            if (product.sku() != 0) {
                bySku.put(product.sku(), product);
            }
        }
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
        return products;
    }

    /** Products that postings may name; never empty, for even an empty catalogue has deleted offers. */
    public List<Product> sellable() {
        return sellable.isEmpty() ? deleted : sellable;
    }

    public List<Product> deleted() {
        return deleted;
    }

    public Optional<Product> byOffer(String offerId) {
        return Optional.ofNullable(byOffer.get(offerId));
    }

    public Optional<Product> byId(long productId) {
        return Optional.ofNullable(byId.get(productId));
    }

    public Optional<Product> bySku(long sku) {
        return Optional.ofNullable(bySku.get(sku));
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
