package io.marketsync.shop;

/**
 * A place that a seller ships from.
 *
 * @param code the marketplace's id, unique in its shop, 1 to 100 characters
 * @param name null when the marketplace does not say
 * @param status the marketplace's own word; null when it does not say
 * @param active the marketplace takes stock for it
 */
public record Warehouse(String code, String name, String status, boolean active) {

    public static final int LONGEST_CODE = 100;
    public static final int LONGEST_NAME = 500;
}
