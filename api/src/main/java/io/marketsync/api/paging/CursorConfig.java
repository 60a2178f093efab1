package io.marketsync.api.paging;

import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/** What signs the cursors of lists. */
@ConfigMapping(prefix = "marketsync.api")
public interface CursorConfig {

    /**
     * Base64 of at least 32 random bytes, the same on every api process: a cursor issued by one must be read by all. A
     * new key ends every paging under way with BAD_CURSOR. Mandatory in the prod profile; elsewhere a process makes its
     * own.
     */
    Optional<String> cursorKey();
}
