package io.marketsync.api.operation;

import java.util.UUID;

/** @param needsNewKey true when the marketplace refuses the one that is stored */
record SyncTarget(UUID shop, String marketplace, boolean needsNewKey) {}
