package io.marketsync.api.security;

import java.util.Optional;

/**
 * Finds the owner of a token by its hash. Empty means unknown, expired or revoked. Called on a worker thread, once per
 * request and only for tokens with a correct checksum. An exception means "cannot tell" and is answered with 503.
 */
public interface TokenLookup {

    Optional<TokenOwner> find(byte[] sha256);
}
