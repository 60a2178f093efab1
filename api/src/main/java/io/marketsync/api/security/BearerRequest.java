package io.marketsync.api.security;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;

import io.marketsync.shop.TokenText;

/** A well-formed bearer token on its way to {@link BearerIdentity}. */
final class BearerRequest extends BaseAuthenticationRequest {

    private final TokenText token;

    BearerRequest(TokenText token) {
        this.token = token;
    }

    TokenText token() {
        return token;
    }
}
