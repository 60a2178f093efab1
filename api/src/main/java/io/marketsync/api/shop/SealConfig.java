package io.marketsync.api.shop;

import io.smallrye.config.ConfigMapping;

/** The half of the seal keys that seals. The api cannot open what it sealed. */
@ConfigMapping(prefix = "marketsync.seal")
public interface SealConfig {

    /** Tink JSON keyset of public keys, as the workers' owner published it. */
    String publicKeyset();
}
