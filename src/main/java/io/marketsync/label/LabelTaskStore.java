package io.marketsync.label;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

/** The table {@code label_task}, inside a transaction of its seller; {@link LabelStore} adds to it and removes from it. */
final class LabelTaskStore {

    /** With their postings, looked up by task. */
    private static final String DUE = """
            SELECT t.id, t.polls, t.created_at <= now() - make_interval(secs => :patience) AS late, m.numbers
            FROM (SELECT * FROM label_task
                  WHERE seller_id = :seller AND shop_id = :shop AND poll_at <= now() ORDER BY poll_at, id LIMIT :most) t
            CROSS JOIN LATERAL (
                SELECT coalesce(array_agg(l.number ORDER BY l.number), '{}') AS numbers FROM label l
                WHERE l.seller_id = t.seller_id AND l.shop_id = t.shop_id AND l.task = t.id OFFSET 0) m
            ORDER BY t.poll_at, t.id""";

    private static final String POLLED = """
            UPDATE label_task t SET polls = t.polls + 1, poll_at = now() + make_interval(secs => n.seconds)
            FROM unnest(:ids, :seconds) AS n (id, seconds)
            WHERE t.seller_id = :seller AND t.shop_id = :shop AND t.id = n.id""";

    private static final String OPEN = "SELECT count(*) FROM label_task WHERE seller_id = :seller AND shop_id = :shop";

    /** @param patience a task that has been open for longer is late */
    List<OpenTask> due(Handle handle, UUID seller, UUID shop, Duration patience, int most) {
        return handle.createQuery(DUE)
                .bind("seller", seller)
                .bind("shop", shop)
                .bind("patience", patience.toMillis() / 1e3)
                .bind("most", most)
                .map((row, context) -> new OpenTask(
                        row.getString("id"),
                        List.of((String[]) row.getArray("numbers").getArray()),
                        row.getInt("polls"),
                        row.getBoolean("late")))
                .list();
    }

    /** They are looked at again after their pauses. */
    void polled(Handle handle, UUID seller, UUID shop, List<OpenTask> tasks, List<Duration> pauses) {
        handle.createUpdate(POLLED)
                .bind("seller", seller)
                .bind("shop", shop)
                .bindArray("ids", String.class, tasks.stream().map(OpenTask::id).toArray())
                .bindArray(
                        "seconds",
                        Double.class,
                        pauses.stream().map(pause -> pause.toMillis() / 1e3).toArray())
                .execute();
    }

    int open(Handle handle, UUID seller, UUID shop) {
        return handle.createQuery(OPEN)
                .bind("seller", seller)
                .bind("shop", shop)
                .mapTo(Integer.class)
                .one();
    }
}
