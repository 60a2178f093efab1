package io.marketsync.api.security;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;

/** Turns a token into the identity of its owner, with the lookup on a worker thread. */
@Singleton
public class BearerIdentity implements IdentityProvider<BearerRequest> {

    static final String OWNER = "marketsync.token-owner";

    private final TokenLookup lookup;

    @Inject
    BearerIdentity(TokenLookup lookup) {
        this.lookup = lookup;
    }

    @Override
    public Class<BearerRequest> getRequestType() {
        return BearerRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(BearerRequest request, AuthenticationRequestContext context) {
        return context.runBlocking(() -> lookup.find(request.token().sha256())
                .map(BearerIdentity::identity)
                .orElseThrow(() -> new AuthenticationFailedException("unknown, expired or revoked token")));
    }

    private static SecurityIdentity identity(TokenOwner owner) {
        // The principal is named by the token's row: it goes to logs and must not be the token.
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(() -> owner.tokenId().toString())
                .addRole(owner.role().roleName())
                .addAttribute(OWNER, owner)
                .build();
    }
}
