package io.marketsync.imports;

import java.util.List;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

/** The table {@code import_reject}. */
public final class ImportRejectStore {

    private static final String PAGE = """
            SELECT row_no, offer_code, member, code, arguments::text AS arguments FROM import_reject
            WHERE seller_id = :seller AND job_id = :job AND row_no > :after
            ORDER BY row_no LIMIT :most""";

    /** Inside a transaction of the seller; in the order of the file. */
    public List<Reject> page(Handle handle, UUID seller, UUID job, long after, int most) {
        return handle.createQuery(PAGE)
                .bind("seller", seller)
                .bind("job", job)
                .bind("after", after)
                .bind("most", most)
                .map((row, context) -> new Reject(
                        row.getLong("row_no"),
                        row.getString("offer_code"),
                        row.getString("member"),
                        row.getString("code"),
                        row.getString("arguments")))
                .list();
    }
}
