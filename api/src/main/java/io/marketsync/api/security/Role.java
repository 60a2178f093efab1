package io.marketsync.api.security;

/** Who a token speaks for: a seller, or an operator of this installation. */
public enum Role {
    SELLER(Roles.SELLER),
    OPS(Roles.OPS);

    private final String roleName;

    Role(String roleName) {
        this.roleName = roleName;
    }

    String roleName() {
        return roleName;
    }
}
