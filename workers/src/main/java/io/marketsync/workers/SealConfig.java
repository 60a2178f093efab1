package io.marketsync.workers;

import io.smallrye.config.ConfigMapping;

/** The half of the seal keys that opens marketplace keys. Only workers have it. */
@ConfigMapping(prefix = "marketsync.seal")
public interface SealConfig {

    /** Tink JSON keyset of private keys, old ones included until every row is rewrapped. From a secret store or a 0400 file. */
    String privateKeyset();
}
