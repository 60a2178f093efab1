package io.marketsync.api.dashboard;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who is logged in at the dashboard of this process: a random id in a cookie stands for the hash of an ops token. Bounded: the
 * oldest session ends when there are too many. Lost with the process, which costs ops one more login.
 */
final class Sessions {

    private static final int MOST = 100;
    private static final int ID_BYTES = 32;

    private record Session(byte[] tokenSha256, Instant ends) {}

    private final Map<String, Session> byId = new LinkedHashMap<>();
    private final SecureRandom random = new SecureRandom();
    private final Duration length;
    private final Clock clock;

    Sessions(Duration length, Clock clock) {
        this.length = length;
        this.clock = clock;
    }

    synchronized String open(byte[] tokenSha256) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        String text = HexFormat.of().formatHex(id);
        if (byId.size() >= MOST) {
            byId.remove(byId.keySet().iterator().next());
        }
        byId.put(text, new Session(tokenSha256, clock.instant().plus(length)));
        return text;
    }

    /** The token the session was opened with, for a look whether it is still good. */
    synchronized Optional<byte[]> tokenOf(String id) {
        Session session = byId.get(id);
        if (session != null && session.ends.isBefore(clock.instant())) {
            byId.remove(id);
            return Optional.empty();
        }
        return Optional.ofNullable(session).map(Session::tokenSha256);
    }

    synchronized void close(String id) {
        byId.remove(id);
    }
}
