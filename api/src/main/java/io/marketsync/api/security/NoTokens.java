package io.marketsync.api.security;

import java.util.Optional;

import jakarta.inject.Singleton;

import io.quarkus.arc.DefaultBean;

/** Stands in when the application has no store of tokens: it cannot tell, so every token is answered with 503. */
@DefaultBean
@Singleton
public class NoTokens implements TokenLookup {

    @Override
    public Optional<TokenOwner> find(byte[] sha256) {
        throw new IllegalStateException("this application has no store of tokens");
    }
}
