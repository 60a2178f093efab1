package io.marketsync.simulator.access;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a key may be used for; the labels are what {@code /v1/roles} answers. */
public enum Role {
    POSTING_FBS(
            "Posting FBS",
            "/v4/posting/fbs/list",
            "/v4/posting/fbs/unfulfilled/list",
            "/v3/posting/fbs/get",
            "/v3/posting/fbs/package-label/create",
            "/v2/posting/fbs/package-label/get"),
    POSTING_FBO("Posting FBO", "/v3/posting/fbo/list", "/v2/posting/fbo/get"),
    PRODUCT(
            "Product",
            "/v3/product/list",
            "/v3/product/info/list",
            "/v4/product/info/stocks",
            "/v2/product/info/stocks-by-warehouse/fbs",
            "/v1/product/info/warehouse/stocks",
            "/v5/product/info/prices",
            "/v2/products/stocks",
            "/v1/product/import/prices"),
    WAREHOUSE("Warehouse", "/v2/warehouse/list"),
    SELLER("Seller", "/v1/seller/info");

    private final String label;
    private final List<String> methods;

    Role(String label, String... methods) {
        this.label = label;
        this.methods = List.of(methods);
    }

    public String label() {
        return label;
    }

    public List<String> methods() {
        return methods;
    }

    /** Accepts the label or the constant, any case. */
    public static Optional<Role> named(String name) {
        return Arrays.stream(values())
                .filter(role -> role.label.equalsIgnoreCase(name) || role.name().equalsIgnoreCase(name))
                .findFirst();
    }
}
