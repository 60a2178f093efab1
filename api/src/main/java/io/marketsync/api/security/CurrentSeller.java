package io.marketsync.api.security;

import java.util.UUID;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;

import io.quarkus.security.identity.SecurityIdentity;

import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;

/** The seller on whose behalf the present request runs. Use it only in resources that allow {@link Roles#SELLER}. */
@RequestScoped
public class CurrentSeller {

    private final SecurityIdentity identity;

    @Inject
    CurrentSeller(SecurityIdentity identity) {
        this.identity = identity;
    }

    /** Refuses with FORBIDDEN when the caller is no seller: an operator owns no shops. */
    public UUID id() {
        TokenOwner owner = identity.getAttribute(BearerIdentity.OWNER);
        if (owner == null || owner.sellerId() == null) {
            throw ProblemException.of(ProblemCode.FORBIDDEN);
        }
        return owner.sellerId();
    }

    /** The row of the token used, for the audit. */
    public UUID tokenId() {
        TokenOwner owner = identity.getAttribute(BearerIdentity.OWNER);
        if (owner == null) {
            throw ProblemException.of(ProblemCode.FORBIDDEN);
        }
        return owner.tokenId();
    }
}
