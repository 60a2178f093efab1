package io.marketsync.api.idempotency;

import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

import jakarta.inject.Singleton;

import org.apache.commons.codec.digest.DigestUtils;
import org.jdbi.v3.core.Handle;

import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;

/**
 * The table {@code idempotency_key}: a request that carries a key is done once, and answered the same again for 24 hours. Key and
 * effect are one transaction; a refused request leaves no key.
 */
@Singleton
public class IdempotencyKeys {

    private static final String ALLOWED = "[A-Za-z0-9_-]{16,255}";

    private static final String LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended(:seller || ' ' || :key, 0))";

    private static final String FIND = """
            SELECT fingerprint, status, location, body FROM idempotency_key
            WHERE seller_id = :seller AND key = :key AND expires_at > now()""";

    private static final String STORE = """
            INSERT INTO idempotency_key (seller_id, key, fingerprint, status, location, body, expires_at)
            VALUES (:seller, :key, :fingerprint, :status, :location, :body, now() + interval '24 hours')
            ON CONFLICT (seller_id, key) DO UPDATE SET fingerprint = excluded.fingerprint, status = excluded.status,
                location = excluded.location, body = excluded.body, created_at = now(), expires_at = excluded.expires_at""";

    /** An answer as it was given. */
    public record Answer(int status, String location, String body) {}

    /** @param replayed true when the answer is that of an earlier request */
    public record Answered(Answer answer, boolean replayed) {}

    /** As {@link #once}, for requests that must carry a key: repeated without one they would do something again. */
    public Answered onceWithKey(Handle handle, UUID seller, String key, String request, Supplier<Answer> work) {
        if (key == null) {
            throw ProblemException.of(ProblemCode.IDEMPOTENCY_KEY_INVALID);
        }
        return once(handle, seller, key, request, work);
    }

    /**
     * Whether a request with the key was answered before; for those whose body is not read yet. One that is being answered at this moment refuses
     * this one.
     *
     * @param handle inside a transaction of the seller
     */
    public boolean isKnown(Handle handle, UUID seller, String key) {
        if (key == null) {
            throw ProblemException.of(ProblemCode.IDEMPOTENCY_KEY_INVALID);
        }
        String bare = bare(key);
        requireAlone(handle, seller, bare);
        return handle.createQuery(FIND)
                .bind("seller", seller)
                .bind("key", bare)
                .map((row, context) -> true)
                .findOne()
                .isPresent();
    }

    /**
     * @param handle inside a transaction of the seller
     * @param key as the header has it, null when the client sent none
     * @param request everything that makes two requests the same: method, route, body
     */
    public Answered once(Handle handle, UUID seller, String key, String request, Supplier<Answer> work) {
        if (key == null) {
            return new Answered(work.get(), false);
        }
        String bare = bare(key);
        requireAlone(handle, seller, bare);
        byte[] fingerprint = DigestUtils.sha256(request);
        Optional<Answer> earlier = earlier(handle, seller, bare, fingerprint);
        if (earlier.isPresent()) {
            return new Answered(earlier.get(), true);
        }
        Answer answer = work.get();
        store(handle, seller, bare, fingerprint, answer);
        return new Answered(answer, false);
    }

    /** The draft allows the key as a structured string, in quotes. */
    private static String bare(String key) {
        boolean quoted = key.length() >= 2 && key.startsWith("\"") && key.endsWith("\"");
        String bare = quoted ? key.substring(1, key.length() - 1) : key;
        if (!bare.matches(ALLOWED)) {
            throw ProblemException.of(ProblemCode.IDEMPOTENCY_KEY_INVALID);
        }
        return bare;
    }

    private static void requireAlone(Handle handle, UUID seller, String key) {
        boolean alone = handle.createQuery(LOCK)
                .bind("seller", seller.toString())
                .bind("key", key)
                .mapTo(Boolean.class)
                .one();
        if (!alone) {
            throw ProblemException.of(ProblemCode.IDEMPOTENCY_KEY_IN_FLIGHT).retryAfter(Duration.ofSeconds(1));
        }
    }

    private static Optional<Answer> earlier(Handle handle, UUID seller, String key, byte[] fingerprint) {
        return handle.createQuery(FIND)
                .bind("seller", seller)
                .bind("key", key)
                .map((row, context) -> same(row, fingerprint))
                .findOne();
    }

    private static Answer same(ResultSet row, byte[] fingerprint) throws SQLException {
        if (!MessageDigest.isEqual(row.getBytes("fingerprint"), fingerprint)) {
            throw ProblemException.of(ProblemCode.IDEMPOTENCY_KEY_REUSED);
        }
        return new Answer(row.getInt("status"), row.getString("location"), row.getString("body"));
    }

    private static void store(Handle handle, UUID seller, String key, byte[] fingerprint, Answer answer) {
        handle.createUpdate(STORE)
                .bind("seller", seller)
                .bind("key", key)
                .bind("fingerprint", fingerprint)
                .bind("status", answer.status())
                .bind("location", answer.location())
                .bind("body", answer.body())
                .execute();
    }
}
