package io.marketsync.webhook;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import org.jdbi.v3.core.Handle;

import io.marketsync.posting.Scheme;

/** The table {@code webhook_inbox}, inside a transaction of its seller: each event once, until its posting has been asked for. */
public final class WebhookInboxStore {

    /**
     * Events of a shop that may wait. As many come together when its jobs are held back for long, or when its path is in wrong hands;
     * pulls bring the postings all the same.
     */
    public static final int MOST_WAITING = 10_000;

    /** Of the column {@code payload}, in bytes. */
    private static final int LARGEST_PAYLOAD = 4000;

    /** Events of one posting are handled together, so more of them than postings are read. */
    private static final int EVENTS = 1000;

    private static final String ADD = """
            WITH waiting AS (
                SELECT count(*) AS n FROM (
                    SELECT FROM webhook_inbox
                    WHERE seller_id = :seller AND shop_id = :shop AND handled_at IS NULL LIMIT :most) w),
            added AS (
                INSERT INTO webhook_inbox (seller_id, shop_id, event_key, type, number, scheme, payload, handled_at, outcome)
                SELECT :seller, :shop, :key, :type, :number::text, :scheme::text, :payload,
                    CASE WHEN :number::text IS NULL THEN now() END, CASE WHEN :number::text IS NULL THEN 'ignored' END
                FROM waiting WHERE n < :most OR :number::text IS NULL
                ON CONFLICT (seller_id, shop_id, event_key) DO NOTHING
                RETURNING 1)
            SELECT CASE
                WHEN EXISTS (SELECT FROM added) THEN 'ADDED'
                WHEN w.n < :most OR EXISTS (
                    SELECT FROM webhook_inbox
                    WHERE seller_id = :seller AND shop_id = :shop AND event_key = :key) THEN 'DUPLICATE'
                ELSE 'FULL' END
            FROM waiting w""";

    private static final String WAITING = """
            SELECT w.number, w.scheme, array_agg(w.event_key) AS events, max(w.tries) AS tries, now() AS asked
            FROM (SELECT event_key, number, scheme, tries, try_at FROM webhook_inbox
                  WHERE seller_id = :seller AND shop_id = :shop AND handled_at IS NULL AND try_at <= now()
                  ORDER BY try_at LIMIT :events) w
            GROUP BY w.number, w.scheme ORDER BY min(w.try_at), w.number LIMIT :postings""";

    private static final String SETTLE = """
            UPDATE webhook_inbox i SET tries = i.tries + n.tries, outcome = n.outcome,
                handled_at = CASE WHEN n.outcome IS NOT NULL THEN now() END,
                try_at = CASE WHEN n.outcome IS NULL THEN now() + n.seconds * interval '1 second' ELSE i.try_at END
            FROM unnest(:events, :outcomes, :tries, :seconds) AS n (event_key, outcome, tries, seconds)
            WHERE i.seller_id = :seller AND i.shop_id = :shop AND i.event_key = n.event_key AND i.handled_at IS NULL""";

    private static final String NEXT = """
            SELECT extract(epoch FROM min(try_at) - now())::float8 FROM webhook_inbox
            WHERE seller_id = :seller AND shop_id = :shop AND handled_at IS NULL""";

    public enum Added {
        ADDED,
        /** The same event came before. */
        DUPLICATE,
        /** Too many wait. */
        FULL
    }

    /**
     * A posting that events tell of.
     *
     * @param events their keys, those of the postings that are read now
     * @param tries how often the marketplace did not know it
     * @param asked before the marketplace is asked for it, on the database's clock
     */
    public record Waiting(String number, Scheme scheme, List<byte[]> events, int tries, Instant asked) {}

    public enum End {
        /** The posting is stored as the marketplace has it. */
        STORED,
        /** The marketplace has never known it. */
        UNKNOWN,
        /** The marketplace does not know it yet: asked for again after the pause, as another try. */
        LATER,
        /** Something else went wrong: others go first until the pause is over. */
        POSTPONED;

        private String outcome() {
            return this == STORED || this == UNKNOWN ? name().toLowerCase(Locale.ROOT) : null;
        }
    }

    /** What becomes of the events of a posting. */
    public record Settled(Waiting posting, End end, Duration pause) {}

    /** An event without a posting is kept as ignored: only so that it is kept once. */
    public Added add(Handle handle, UUID seller, UUID shop, Webhook.Event event, byte[] payload) {
        Webhook.Changed posting = event.subject() instanceof Webhook.Changed changed ? changed : null;
        return handle.createQuery(ADD)
                .bind("seller", seller)
                .bind("shop", shop)
                .bind("key", event.key())
                .bind("type", event.type())
                .bind("number", posting == null ? null : posting.number())
                .bind("scheme", posting == null ? null : posting.scheme().word())
                .bind("payload", posting == null ? "" : kept(payload))
                .bind("most", MOST_WAITING)
                .mapTo(Added.class)
                .one();
    }

    /** Postings that are due, those of the oldest events first. */
    public List<Waiting> waiting(Handle handle, UUID seller, UUID shop, int postings) {
        return handle.createQuery(WAITING)
                .bind("seller", seller)
                .bind("shop", shop)
                .bind("events", EVENTS)
                .bind("postings", postings)
                .map((row, context) -> waiting(row))
                .list();
    }

    /** With one statement, whatever the number of postings and events. Events that came since are left to wait. */
    public void settle(Handle handle, UUID seller, UUID shop, List<Settled> settled) {
        handle.createUpdate(SETTLE)
                .bind("seller", seller)
                .bind("shop", shop)
                .bindArray(
                        "events",
                        byte[].class,
                        settled.stream()
                                .flatMap(one -> one.posting().events().stream())
                                .toArray())
                .bindArray(
                        "outcomes", String.class, each(settled, one -> one.end().outcome()))
                .bindArray("tries", Integer.class, each(settled, one -> one.end() == End.POSTPONED ? 0 : 1))
                .bindArray(
                        "seconds", Long.class, each(settled, one -> one.pause().toSeconds()))
                .execute();
    }

    /** How long nothing is due; empty when nothing waits. */
    public Optional<Duration> next(Handle handle, UUID seller, UUID shop) {
        return handle.createQuery(NEXT)
                .bind("seller", seller)
                .bind("shop", shop)
                .map((row, context) -> Optional.ofNullable((Double) row.getObject(1)))
                .one()
                .map(seconds -> Duration.ofMillis(Math.max(0, (long) (seconds * 1000))));
    }

    private static Waiting waiting(ResultSet row) throws SQLException {
        return new Waiting(
                row.getString("number"),
                Scheme.of(row.getString("scheme")),
                List.of((byte[][]) row.getArray("events").getArray()),
                row.getInt("tries"),
                row.getTimestamp("asked").toInstant());
    }

    /** One value for each event of each posting. */
    private static Object[] each(List<Settled> settled, Function<Settled, Object> value) {
        return settled.stream()
                .flatMap(one ->
                        Collections.nCopies(one.posting().events().size(), Optional.ofNullable(value.apply(one)))
                                .stream())
                .map(some -> some.orElse(null))
                .toArray();
    }

    /** The beginning, without what the database cannot keep, cut between characters. */
    private static String kept(byte[] payload) {
        String text = new String(
                        Arrays.copyOf(payload, Math.min(payload.length, LARGEST_PAYLOAD)), StandardCharsets.UTF_8)
                .replace("\u0000", "");
        while (text.getBytes(StandardCharsets.UTF_8).length > LARGEST_PAYLOAD) {
            text = text.substring(0, text.length() - 1);
        }
        return text;
    }
}
