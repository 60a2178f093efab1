package io.marketsync.label;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import org.apache.commons.codec.digest.DigestUtils;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;

import io.marketsync.posting.Stage;

/**
 * The tables {@code label} and {@code label_file}, inside a transaction of their seller. Whoever changes several rows locks them in the
 * order of their numbers. Rows are looked up one by one, by their whole key: see decision 0017.
 */
public final class LabelStore {

    /**
     * A posting that is packed gets a row, and one that is no longer needs none, unless it has its label or a task that may bring it.
     * What is not there yet is due when its marketplace is ready for it. When all have one, the watermark says so to those who look at all shops.
     */
    private static final String WANT = """
            WITH gone AS (
                DELETE FROM label l
                WHERE l.seller_id = :seller AND l.shop_id = :shop AND l.state <> 'stored' AND l.task IS NULL
                  AND NOT EXISTS (
                      SELECT FROM posting p
                      WHERE p.seller_id = l.seller_id AND p.shop_id = l.shop_id AND p.number = l.number
                        AND p.scheme = 'fbs' AND p.status_rank = %1$d OFFSET 0)),
            packed AS MATERIALIZED (
                SELECT p.number, p.changed_at FROM posting p
                WHERE p.seller_id = :seller AND p.shop_id = :shop AND p.scheme = 'fbs' AND p.status_rank = %1$d
                  AND NOT EXISTS (
                      SELECT FROM label l
                      WHERE l.seller_id = p.seller_id AND l.shop_id = p.shop_id AND l.number = p.number OFFSET 0)
                ORDER BY p.changed_at, p.number LIMIT :most),
            added AS (
                INSERT INTO label (seller_id, shop_id, number, state, next_try_at, expires_at)
                SELECT :seller, :shop, number, 'wanted', changed_at + make_interval(secs => :settling),
                    now() + make_interval(secs => :keep)
                FROM packed ORDER BY number
                ON CONFLICT DO NOTHING)
            INSERT INTO sync_watermark AS w (seller_id, shop_id, feed, reached)
            SELECT :seller, :shop, 'labels.fetch', now() WHERE (SELECT count(*) FROM packed) < :most
            ON CONFLICT (seller_id, shop_id, feed) DO UPDATE
                SET reached = greatest(w.reached, excluded.reached), updated_at = now()""".formatted(Stage.PACKED.rank());

    /** Those that may be asked for together stand together. */
    private static final String DUE = """
            SELECT number, least(coalesce(together, :together), :together) AS together FROM label
            WHERE seller_id = :seller AND shop_id = :shop AND state <> 'stored' AND task IS NULL AND next_try_at <= now()
            ORDER BY 2 DESC, next_try_at, number LIMIT :most""";

    /**
     * What became of one request, and the postings of the next one taken, with one statement. Taken ones have no task until it is
     * recorded; if it never is, they are asked for again when the hold is over.
     */
    private static final String RECORD_AND_TAKE = """
            WITH asked AS (SELECT * FROM unnest(:numbers, :tasks) AS a (number, task)),
            refused AS (SELECT * FROM unnest(:refused, :permanents, :codes, :errors) AS r (number, permanent, code, error)),
            wanted AS (SELECT * FROM unnest(:next) AS w (number)),
            locked AS MATERIALIZED (
                SELECT l.*
                FROM (SELECT number FROM asked UNION ALL SELECT number FROM refused UNION ALL SELECT number FROM wanted ORDER BY 1) k
                CROSS JOIN LATERAL (
                    SELECT l.seller_id, l.shop_id, l.number, l.state <> 'stored' AND l.task IS NULL AND l.next_try_at <= now() AS due
                    FROM label l WHERE l.seller_id = :seller AND l.shop_id = :shop AND l.number = k.number FOR UPDATE) l),
            opened AS (
                INSERT INTO label_task (seller_id, shop_id, id, poll_at)
                SELECT DISTINCT :seller::uuid, :shop::uuid, task, now() + make_interval(secs => :pause) FROM asked ON CONFLICT DO NOTHING),
            joined AS (
                UPDATE label l SET state = 'asked', task = a.task, next_try_at = now() + make_interval(secs => :patience)
                FROM asked a JOIN locked k ON k.number = a.number
                WHERE l.seller_id = k.seller_id AND l.shop_id = k.shop_id AND l.number = k.number),
            failed AS (
                UPDATE label l SET %s
                FROM refused s JOIN locked k ON k.number = s.number
                WHERE l.seller_id = k.seller_id AND l.shop_id = k.shop_id AND l.number = k.number),
            taken AS (
                UPDATE label l SET state = 'asked', asked_at = now(), next_try_at = now() + make_interval(secs => :hold)
                FROM wanted w JOIN locked k ON k.number = w.number
                WHERE l.seller_id = k.seller_id AND l.shop_id = k.shop_id AND l.number = k.number AND k.due
                RETURNING l.number)
            SELECT number FROM taken ORDER BY number""";

    /** Of {@code s}: what may pass is asked for again after growing pauses, the rest once a day. */
    private static final String REFUSAL = """
            task = NULL, state = CASE WHEN s.permanent THEN 'quarantined' ELSE 'refused' END,
                failures = l.failures + 1, error_code = s.code, error = s.error,
                next_try_at = now() + CASE WHEN s.permanent THEN interval '1 day'
                    ELSE make_interval(secs => least(3600, 60 * 2 ^ least(l.failures, 6))) END""";

    private static final String SETTLE = """
            WITH settled AS (
                SELECT * FROM unnest(:numbers, :pdfs, :sums, :permanents, :codes, :errors, :together)
                    AS s (number, pdf, sha256, permanent, code, error, together)),
            locked AS MATERIALIZED (
                SELECT l.*
                FROM (SELECT number FROM settled ORDER BY 1) k
                CROSS JOIN LATERAL (
                    SELECT l.seller_id, l.shop_id, l.number FROM label l
                    WHERE l.seller_id = :seller AND l.shop_id = :shop AND l.number = k.number AND l.task = :task FOR UPDATE) l),
            stored AS (
                UPDATE label l SET state = 'stored', task = NULL, together = NULL, failures = 0, error_code = NULL, error = NULL,
                    stored_at = now(), expires_at = now() + make_interval(secs => :keep), size = length(s.pdf), sha256 = s.sha256
                FROM settled s JOIN locked k ON k.number = s.number
                WHERE l.seller_id = k.seller_id AND l.shop_id = k.shop_id AND l.number = k.number AND s.pdf IS NOT NULL),
            failed AS (
                UPDATE label l SET %s
                FROM settled s JOIN locked k ON k.number = s.number
                WHERE l.seller_id = k.seller_id AND l.shop_id = k.shop_id AND l.number = k.number AND s.permanent IS NOT NULL),
            again AS (
                UPDATE label l SET state = 'wanted', task = NULL, together = s.together, next_try_at = now()
                FROM settled s JOIN locked k ON k.number = s.number
                WHERE l.seller_id = k.seller_id AND l.shop_id = k.shop_id AND l.number = k.number AND s.together IS NOT NULL),
            closed AS (DELETE FROM label_task t WHERE t.seller_id = :seller AND t.shop_id = :shop AND t.id = :task)
            INSERT INTO label_file (seller_id, shop_id, number, pdf)
            SELECT k.seller_id, k.shop_id, k.number, s.pdf FROM settled s JOIN locked k ON k.number = s.number
            WHERE s.pdf IS NOT NULL ORDER BY k.number""";

    /** Refused ones are no reason to wait: schedules ask for those. */
    private static final String NEXT = """
            SELECT extract(epoch FROM least(
                (SELECT min(poll_at) FROM label_task WHERE seller_id = :seller AND shop_id = :shop),
                (SELECT min(next_try_at) FROM label
                 WHERE seller_id = :seller AND shop_id = :shop AND state IN ('wanted', 'asked') AND task IS NULL)) - now())::float8""";

    private static final String FILES = """
            SELECT l.number, l.size, l.sha256, f.pdf
            FROM unnest(:numbers) WITH ORDINALITY AS n (number, place)
            CROSS JOIN LATERAL (
                SELECT l.number, l.size, l.sha256 FROM label l
                WHERE l.seller_id = :seller AND l.shop_id = :shop AND l.number = n.number AND l.state = 'stored' OFFSET 0) l
            CROSS JOIN LATERAL (
                SELECT f.pdf FROM label_file f
                WHERE f.seller_id = :seller AND f.shop_id = :shop AND f.number = n.number OFFSET 0) f
            ORDER BY n.place""";

    private static final String SIZES = """
            SELECT number, size FROM label
            WHERE seller_id = :seller AND shop_id = :shop AND state = 'stored' AND number = ANY (:numbers)""";

    private static final String REMOVE_EXPIRED = "SELECT forget_labels(:most)";

    /**
     * @param pause before a new task is looked at
     * @param patience what is in a task is due again when nothing was recorded of it for so long
     * @param hold the same of what is taken
     */
    record Rests(Duration pause, Duration patience, Duration hold) {}

    /** A label that can be printed. */
    public record Stored(String number, byte[] pdf, byte[] sha256) {}

    /** @param size in bytes */
    public record Size(String number, int size) {}

    /** Brings up to date which postings of a shop are without their label, at most so many new ones. */
    void want(Handle handle, UUID seller, UUID shop, Duration settling, Duration keep, int most) {
        of(handle.createUpdate(WANT), seller, shop)
                .bind("settling", seconds(settling))
                .bind("keep", seconds(keep))
                .bind("most", most)
                .execute();
    }

    /** @param together postings that the marketplace takes for one task */
    List<Wanted> due(Handle handle, UUID seller, UUID shop, int together, int most) {
        return of(handle.createQuery(DUE), seller, shop)
                .bind("together", together)
                .bind("most", most)
                .map((row, context) -> new Wanted(row.getString("number"), row.getInt("together")))
                .list();
    }

    /** @return what of {@code next} is to be asked for now */
    List<String> recordAndTake(
            Handle handle, UUID seller, UUID shop, Requested requested, List<String> next, Rests rests) {
        Query query = of(handle.createQuery(RECORD_AND_TAKE.formatted(REFUSAL)), seller, shop);
        query.bindArray("numbers", String.class, each(requested.asked(), Requested.Asked::number));
        query.bindArray("tasks", String.class, each(requested.asked(), Requested.Asked::task));
        query.bindArray("refused", String.class, each(requested.refused(), Settled::number));
        query.bindArray("permanents", Boolean.class, each(requested.refused(), of(LabelError::permanent)));
        query.bindArray("codes", String.class, each(requested.refused(), of(LabelError::code)));
        query.bindArray("errors", String.class, each(requested.refused(), of(LabelError::message)));
        return query.bindArray("next", String.class, next.toArray())
                .bind("pause", seconds(rests.pause()))
                .bind("patience", seconds(rests.patience()))
                .bind("hold", seconds(rests.hold()))
                .mapTo(String.class)
                .list();
    }

    /** Ends a task. @param keep how long labels are kept from now on */
    void settle(Handle handle, UUID seller, UUID shop, String task, List<Settled> settled, Duration keep) {
        var update = of(handle.createUpdate(SETTLE.formatted(REFUSAL)), seller, shop);
        update.bindArray("numbers", String.class, each(settled, Settled::number));
        update.bindArray("pdfs", byte[].class, each(settled, Settled::pdf));
        update.bindArray(
                "sums",
                byte[].class,
                each(settled, label -> label.pdf() == null ? null : DigestUtils.sha256(label.pdf())));
        update.bindArray("permanents", Boolean.class, each(settled, of(LabelError::permanent)));
        update.bindArray("codes", String.class, each(settled, of(LabelError::code)));
        update.bindArray("errors", String.class, each(settled, of(LabelError::message)));
        update.bindArray("together", Integer.class, each(settled, Settled::together));
        update.bind("task", task).bind("keep", seconds(keep)).execute();
    }

    /** Until there is something to do; negative when there is, empty when there will be nothing. */
    Optional<Duration> next(Handle handle, UUID seller, UUID shop) {
        return of(handle.createQuery(NEXT), seller, shop)
                .map((row, context) -> Optional.ofNullable(row.getObject(1, Double.class))
                        .map(seconds -> Duration.ofMillis((long) (seconds * 1000))))
                .one();
    }

    /** Those of the postings that have a label, with how large it is. */
    public List<Size> sizes(Handle handle, UUID seller, UUID shop, Collection<String> numbers) {
        return of(handle.createQuery(SIZES), seller, shop)
                .bindArray("numbers", String.class, numbers.toArray())
                .map((row, context) -> new Size(row.getString("number"), row.getInt("size")))
                .list();
    }

    /** Those of the postings that have a label, in this order. */
    public List<Stored> files(Handle handle, UUID seller, UUID shop, List<String> numbers) {
        return of(handle.createQuery(FILES), seller, shop)
                .bindArray("numbers", String.class, numbers.toArray())
                .map((row, context) -> new Stored(row.getString("number"), row.getBytes("pdf"), row.getBytes("sha256")))
                .list();
    }

    /** Labels of all sellers whose time is over, at most so many, with their files. @return how many */
    public int removeExpired(Handle handle, int most) {
        return handle.createQuery(REMOVE_EXPIRED)
                .bind("most", most)
                .mapTo(Integer.class)
                .one();
    }

    private static <S extends SqlStatement<S>> S of(S statement, UUID seller, UUID shop) {
        return statement.bind("seller", seller).bind("shop", shop);
    }

    private static <T> Function<Settled, T> of(Function<LabelError, T> member) {
        return settled -> Optional.ofNullable(settled.error()).map(member).orElse(null);
    }

    private static <T> Object[] each(List<T> rows, Function<T, ?> column) {
        return rows.stream().map(column).toArray();
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1e3;
    }
}
