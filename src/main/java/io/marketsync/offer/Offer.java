package io.marketsync.offer;

import java.util.List;

/**
 * What a seller offers on a marketplace, as the marketplace tells it. A member that is null was not told, and says nothing against what
 * is known.
 *
 * @param code the seller's own item code, unique in its shop, 1 to 100 characters
 * @param productId the marketplace's id of this offer and of no other of its shop
 * @param sku the marketplace's id of it in postings and stocks; null while it has none
 * @param status the marketplace's own word
 * @param onSale the marketplace takes stock of it; never of one that is archived
 * @param barcodes in an order that is always the same, at most 100
 */
public record Offer(
        String code,
        long productId,
        Long sku,
        String name,
        String status,
        Boolean archived,
        Boolean onSale,
        List<String> barcodes) {

    public static final int LONGEST_CODE = 100;
    public static final int LONGEST_NAME = 1000;
    public static final int MOST_BARCODES = 100;
}
