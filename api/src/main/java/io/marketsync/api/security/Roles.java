package io.marketsync.api.security;

/** Role names for {@code @RolesAllowed}, which takes constants only. */
public final class Roles {

    public static final String SELLER = "seller";
    public static final String OPS = "ops";

    private Roles() {}
}
