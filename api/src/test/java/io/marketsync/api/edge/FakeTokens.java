package io.marketsync.api.edge;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;

import io.quarkus.runtime.BlockingOperationControl;

import io.marketsync.api.security.Role;
import io.marketsync.api.security.TokenLookup;
import io.marketsync.api.security.TokenOwner;
import io.marketsync.shop.TokenText;
import io.marketsync.shop.TokenText.Mode;

/** Knows one seller's and one operator's token, counts lookups and can play a database that is down. */
@Alternative
@Singleton
public class FakeTokens implements TokenLookup {

    public static final UUID SELLER_ID = UUID.fromString("11111111-1111-4111-8111-111111111111");

    private final TokenText seller = TokenText.generate(new SecureRandom(), Mode.TEST);
    private final TokenText ops = TokenText.generate(new SecureRandom(), Mode.TEST);
    private final AtomicInteger lookups = new AtomicInteger();
    private volatile boolean down;

    @Override
    public Optional<TokenOwner> find(byte[] sha256) {
        lookups.incrementAndGet();
        if (!BlockingOperationControl.isBlockingAllowed()) {
            throw new AssertionError("a lookup blocks and must not run on an event loop");
        }
        if (down) {
            throw new IllegalStateException("connection refused by db-secret-host");
        }
        if (Arrays.equals(sha256, seller.sha256())) {
            return Optional.of(new TokenOwner(UUID.randomUUID(), SELLER_ID, Role.SELLER));
        }
        if (Arrays.equals(sha256, ops.sha256())) {
            return Optional.of(new TokenOwner(UUID.randomUUID(), null, Role.OPS));
        }
        return Optional.empty();
    }

    public String seller() {
        return seller.reveal();
    }

    public String ops() {
        return ops.reveal();
    }

    public int lookups() {
        return lookups.get();
    }

    public void setDown(boolean down) {
        this.down = down;
    }
}
