package io.marketsync.shop;

/**
 * A marketplace key at rest.
 *
 * @param wrappedKey the row's own data key, wrapped for the workers' public key
 * @param sealedKey the marketplace key, encrypted with that data key
 */
@SuppressWarnings("ArrayRecordComponent")
public record SealedKey(byte[] wrappedKey, byte[] sealedKey) {}
