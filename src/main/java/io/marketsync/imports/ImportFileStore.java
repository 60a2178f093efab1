package io.marketsync.imports;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jdbi.v3.core.Handle;

import io.marketsync.db.Columns;
import io.marketsync.imports.ImportFile.Format;
import io.marketsync.imports.ImportFile.What;

/** The tables {@code import_file} and {@code import_chunk}, inside a transaction of their seller. */
public final class ImportFileStore {

    /** What nobody will apply: it stopped arriving, or its job ended without it. */
    private static final String REMOVE_LEFT = """
            DELETE FROM import_file f WHERE f.seller_id = :seller AND f.ended_at IS NULL AND (
                f.job_id IS NULL AND f.said_at < now() - interval '1 hour'
                OR f.job_id IS NOT NULL AND NOT EXISTS (
                    SELECT FROM jobrunr_jobs j WHERE j.id = f.job_id AND j.state NOT IN ('DELETED', 'SUCCEEDED')))""";

    /** Until the transaction ends: two of a seller's files that begin at once would count without each other. */
    private static final String ONE_AT_A_TIME =
            "SELECT pg_advisory_xact_lock(hashtextextended('marketsync import ' || :seller, 0))";

    private static final String WAITING =
            "SELECT count(*) FROM import_file WHERE seller_id = :seller AND ended_at IS NULL";

    private static final String BEGIN = """
            INSERT INTO import_file (seller_id, id, shop_id, what, format) VALUES (:seller, :id, :shop, :what, :format)""";

    private static final String APPEND =
            "INSERT INTO import_chunk (seller_id, file_id, no, bytes) VALUES (:seller, :id, :no, :bytes)";

    private static final String ARRIVED =
            "UPDATE import_file SET job_id = :job, lines = :lines WHERE seller_id = :seller AND id = :id";

    /** A commit whose answer is lost may have given it to its job. */
    private static final String REMOVE =
            "DELETE FROM import_file WHERE seller_id = :seller AND id = :id AND job_id IS NULL";

    private static final String FIND = """
            SELECT f.id, f.shop_id, s.marketplace, f.what, f.format, f.said_at, f.lines, f.row_done, f.listed,
                f.ended_at IS NOT NULL AS ended, f.fault
            FROM import_file f JOIN shop s ON s.seller_id = f.seller_id AND s.id = f.shop_id
            WHERE f.seller_id = :seller AND f.id = :id""";

    private static final String CHUNK =
            "SELECT bytes FROM import_chunk WHERE seller_id = :seller AND file_id = :id AND no = :no";

    private static final String DONE = """
            WITH refused AS (
                INSERT INTO import_reject (seller_id, job_id, row_no, offer_code, member, code, arguments)
                SELECT :seller, :job, r.row_no, r.offer, r.member, r.code, r.arguments::jsonb
                FROM unnest(:rows, :offers, :members, :codes, :arguments) AS r (row_no, offer, member, code, arguments)
                RETURNING 1)
            UPDATE import_file SET row_done = :row, listed = listed + (SELECT count(*) FROM refused)
            WHERE seller_id = :seller AND id = :id RETURNING listed""";

    private static final String END = """
            WITH gone AS (DELETE FROM import_chunk WHERE seller_id = :seller AND file_id = :id)
            UPDATE import_file SET ended_at = now(), fault = :fault WHERE seller_id = :seller AND id = :id""";

    /**
     * Of the seller's files that are not applied, those that never will be are removed. No other of its files begins until this transaction
     * ends.
     *
     * @return how many are left: on their way, waiting, being applied, or to be retried
     */
    public int waiting(Handle handle, UUID seller) {
        handle.createQuery(ONE_AT_A_TIME)
                .bind("seller", seller)
                .mapTo(String.class)
                .findOne();
        handle.createUpdate(REMOVE_LEFT).bind("seller", seller).execute();
        return handle.createQuery(WAITING)
                .bind("seller", seller)
                .mapTo(Integer.class)
                .one();
    }

    /** It arrives from now on: what was said before this transaction was said before the file. */
    public void begin(Handle handle, UUID seller, UUID id, UUID shop, What what, Format format) {
        handle.createUpdate(BEGIN)
                .bind("seller", seller)
                .bind("id", id)
                .bind("shop", shop)
                .bind("what", what.word())
                .bind("format", format.word())
                .execute();
    }

    /** @param no from 1 */
    public void append(Handle handle, UUID seller, UUID id, int no, byte[] bytes) {
        handle.createUpdate(APPEND)
                .bind("seller", seller)
                .bind("id", id)
                .bind("no", no)
                .bind("bytes", bytes)
                .execute();
    }

    /** All of it is here, and the job will apply it. */
    public void arrived(Handle handle, UUID seller, UUID id, UUID job, long lines) {
        handle.createUpdate(ARRIVED)
                .bind("seller", seller)
                .bind("id", id)
                .bind("job", job)
                .bind("lines", lines)
                .execute();
    }

    /** With what is here of it. */
    public void remove(Handle handle, UUID seller, UUID id) {
        handle.createUpdate(REMOVE).bind("seller", seller).bind("id", id).execute();
    }

    Optional<ImportFile> find(Handle handle, UUID seller, UUID id) {
        return handle.createQuery(FIND)
                .bind("seller", seller)
                .bind("id", id)
                .map((row, context) -> new ImportFile(
                        row.getObject("id", UUID.class),
                        row.getObject("shop_id", UUID.class),
                        row.getString("marketplace"),
                        What.of(row.getString("what")),
                        Format.of(row.getString("format")),
                        row.getTimestamp("said_at").toInstant(),
                        row.getLong("lines"),
                        row.getLong("row_done"),
                        row.getInt("listed"),
                        row.getBoolean("ended"),
                        row.getString("fault")))
                .findOne();
    }

    /** Empty behind the last one. */
    Optional<byte[]> chunk(Handle handle, UUID seller, UUID id, int no) {
        return handle.createQuery(CHUNK)
                .bind("seller", seller)
                .bind("id", id)
                .bind("no", no)
                .mapTo(byte[].class)
                .findOne();
    }

    /**
     * Rows up to one are done.
     *
     * @param listed those of them that were not taken, as far as they are listed
     */
    void done(Handle handle, UUID seller, UUID id, UUID job, long row, List<Reject> listed) {
        new Columns<>(
                        handle.createQuery(DONE)
                                .bind("seller", seller)
                                .bind("id", id)
                                .bind("job", job)
                                .bind("row", row),
                        listed)
                .bind("rows", Long.class, Reject::row)
                .bind("offers", String.class, Reject::offer)
                .bind("members", String.class, Reject::member)
                .bind("codes", String.class, Reject::code)
                .bind("arguments", String.class, Reject::arguments)
                .query()
                .mapTo(Integer.class)
                .one();
    }

    /** @param fault null when it could be read */
    void end(Handle handle, UUID seller, UUID id, String fault) {
        int ended = handle.createUpdate(END)
                .bind("seller", seller)
                .bind("id", id)
                .bind("fault", fault)
                .execute();
        if (ended == 0) {
            throw new IllegalStateException("the file " + id + " was removed while it was applied");
        }
    }
}
