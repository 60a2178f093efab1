package io.marketsync.posting;

import java.time.Duration;
import java.time.LocalDate;
import java.util.Set;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

/** The table {@code backfill_day}, inside a transaction of its seller. Days are those of UTC. */
final class BackfillDayStore {

    private static final String DONE = """
            SELECT day FROM backfill_day
            WHERE seller_id = :seller AND shop_id = :shop AND day BETWEEN :from AND :to
              AND (job_id = :job OR read_at > now() - make_interval(secs => :seconds))""";

    private static final String READ = """
            INSERT INTO backfill_day AS d (seller_id, shop_id, day, theirs, ours, job_id)
            SELECT :seller, :shop, :day, :theirs, count(*), :job FROM posting p
            WHERE p.seller_id = :seller AND p.shop_id = :shop
              AND p.in_process_at >= :day::timestamp AT TIME ZONE 'utc'
              AND p.in_process_at < (:day + 1)::timestamp AT TIME ZONE 'utc'
            ON CONFLICT (seller_id, shop_id, day) DO UPDATE SET
                theirs = excluded.theirs, ours = excluded.ours, job_id = excluded.job_id, read_at = now()
            RETURNING theirs - ours""";

    /** Days that a job has read, or another one of late. */
    Set<LocalDate> done(Handle handle, UUID seller, UUID shop, LocalDate from, LocalDate to, UUID job, Duration late) {
        return handle.createQuery(DONE)
                .bind("seller", seller)
                .bind("shop", shop)
                .bind("from", from)
                .bind("to", to)
                .bind("job", job)
                .bind("seconds", late.toSeconds())
                .mapTo(LocalDate.class)
                .set();
    }

    /**
     * A day is read to its end.
     *
     * @param theirs postings of it that the marketplace lists
     * @return how many of them are missing here; negative when there are more
     */
    int read(Handle handle, UUID seller, UUID shop, LocalDate day, int theirs, UUID job) {
        return handle.createQuery(READ)
                .bind("seller", seller)
                .bind("shop", shop)
                .bind("day", day)
                .bind("theirs", theirs)
                .bind("job", job)
                .mapTo(Integer.class)
                .one();
    }
}
