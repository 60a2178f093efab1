package io.marketsync.db;

import java.util.List;
import java.util.Set;

import org.jdbi.v3.core.Handle;

/** What must hold of the schema, read from the catalog. Each rule answers with what breaks it. */
final class SchemaRules {

    /** Hold references, counts, limits and JobRunr's own state, no business data; the queue is read across sellers. */
    static final Set<String> WITHOUT_WALLS = Set.of(
            "breaker",
            "concurrency_limit",
            "flyway_schema_history",
            "job_count",
            "job_count_delta",
            "job_end_count",
            "jobrunr_backgroundjobservers",
            "jobrunr_jobs",
            "jobrunr_metadata",
            "jobrunr_recurring_jobs",
            "pause",
            "pool_server",
            "pool_size",
            "queue_bound",
            "schedule",
            "start_limit");

    /** Index, and why it may begin with something else than its seller. */
    static final Set<String> OTHER_INDEXES = Set.of(
            "seller_pkey", // the seller itself
            "api_token_pkey", // random ids
            "api_token_sha256_key", // a token is looked up before its seller is known
            "shop_pkey", // random ids
            "offer_pkey", // random ids
            "job_pkey", // joined with jobrunr_jobs, which knows no seller
            "job_run_pkey", // as job_pkey
            "idempotency_key_expiry_idx", // cleanup looks across sellers
            "webhook_inbox_received_idx", // as idempotency_key_expiry_idx
            "label_expires_idx", // as idempotency_key_expiry_idx
            "import_file_said_idx", // as idempotency_key_expiry_idx
            "import_reject_created_idx", // as idempotency_key_expiry_idx
            "webhook_path_sha256_key"); // as api_token_sha256_key

    /** Without seller_id, because they name a row that is already the seller's own or the seller itself. */
    private static final String PLAIN_KEYS = "('job_run_job_id_fkey')";

    private static final String WALLED =
            "SELECT attrelid FROM pg_attribute WHERE attname = 'seller_id' AND NOT attisdropped UNION SELECT 'seller'::regclass";

    private SchemaRules() {}

    static List<String> tables(Handle handle) {
        return list(
                handle,
                "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace");
    }

    static List<String> withoutForcedRowSecurity(Handle handle) {
        return list(handle, """
                SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
                AND NOT (relrowsecurity AND relforcerowsecurity)""");
    }

    /** {@code table command role}: granted, and no policy that restricts it to the seller. */
    static List<String> grantedWithoutPolicy(Handle handle) {
        return list(handle, """
                SELECT c.relname || ' ' || k.command || ' ' || r.rolname
                FROM pg_class c, pg_roles r,
                     (VALUES ('SELECT', 'r'), ('INSERT', 'a'), ('UPDATE', 'w'), ('DELETE', 'd')) AS k (command, letter)
                WHERE c.oid IN (%s) AND c.relkind IN ('r', 'p') AND c.relname <> 'jobrunr_jobs'
                  AND r.rolname IN ('marketsync_api', 'marketsync_worker')
                  AND (has_table_privilege(r.oid, c.oid, k.command)
                       OR k.command <> 'DELETE' AND has_any_column_privilege(r.oid, c.oid, k.command))
                  AND NOT EXISTS (
                      SELECT FROM pg_policy p
                      WHERE p.polrelid = c.oid AND p.polpermissive AND p.polcmd IN ('*', k.letter)
                        AND (0 = ANY (p.polroles) OR r.oid = ANY (p.polroles))
                        AND (k.letter = 'a' OR p.polqual IS NOT NULL)
                        AND (k.letter IN ('r', 'd') OR p.polwithcheck IS NOT NULL))""".formatted(WALLED));
    }

    /** {@code table policy roles} of every policy that shows or accepts more than the rows of one seller. */
    static List<String> policiesWiderThanOneSeller(Handle handle) {
        return list(handle, """
                SELECT polrelid::regclass || ' ' || polname || ' '
                       || (SELECT string_agg(coalesce(rolname, 'PUBLIC'), ',' ORDER BY rolname)
                           FROM unnest(polroles) AS u (oid) LEFT JOIN pg_roles r USING (oid))
                FROM pg_policy
                WHERE coalesce(pg_get_expr(polqual, polrelid), '') NOT SIMILAR TO '%one%'
                   OR coalesce(pg_get_expr(polwithcheck, polrelid), '') NOT SIMILAR TO '%one%'""".replace(
                        "%one%", "\\((seller_id|id) = \\( SELECT current_seller\\(\\) AS current_seller\\)\\)"));
    }

    /** Attributes that would let a serving role pass by the walls. */
    static List<String> mightyRoles(Handle handle) {
        return list(handle, """
                SELECT rolname FROM pg_roles WHERE rolname IN ('marketsync_api', 'marketsync_worker', 'marketsync_lookup')
                AND (rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication
                     OR oid IN (SELECT relowner FROM pg_class) OR oid IN (SELECT nspowner FROM pg_namespace)
                     OR oid IN (SELECT datdba FROM pg_database)
                     OR rolname <> 'marketsync_lookup' AND oid IN (SELECT member FROM pg_auth_members)
                     OR rolname <> 'marketsync_lookup' AND oid IN (SELECT proowner FROM pg_proc))""");
    }

    /** {@code function owner settings callers} of every function that runs with its owner's rights. */
    static List<String> definerFunctions(Handle handle) {
        return list(handle, """
                SELECT p.oid::regprocedure || ' ' || o.rolname || ' ' || array_to_string(p.proconfig, ';') || ' '
                       || (SELECT string_agg(coalesce(r.rolname, 'PUBLIC'), ',' ORDER BY r.rolname)
                           FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
                           LEFT JOIN pg_roles r ON r.oid = a.grantee WHERE a.grantee <> p.proowner)
                FROM pg_proc p JOIN pg_roles o ON o.oid = p.proowner
                WHERE p.prosecdef AND p.pronamespace = 'public'::regnamespace""");
    }

    static List<String> viewsWithTheirOwnersRights(Handle handle) {
        return list(handle, """
                SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace
                AND NOT coalesce('security_invoker=true' = ANY (reloptions), false)""");
    }

    /** {@code role table privileges}, the privileges by their first letters, lower case for single columns. */
    static List<String> grants(Handle handle) {
        return list(handle, """
                WITH granted AS (
                    SELECT c.relname, a.grantee, a.privilege_type, false AS columns
                    FROM pg_class c, aclexplode(c.relacl) a
                    WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND a.grantee <> c.relowner
                    UNION
                    SELECT c.relname, a.grantee, a.privilege_type, true
                    FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid, aclexplode(t.attacl) a
                    WHERE c.relnamespace = 'public'::regnamespace)
                SELECT coalesce(r.rolname, 'PUBLIC') || ' ' || relname || ' ' || string_agg(
                    CASE WHEN columns THEN lower(left(privilege_type, 1)) ELSE left(privilege_type, 1) END, ''
                    ORDER BY columns, strpos('SIUDTR', left(privilege_type, 1)))
                FROM granted LEFT JOIN pg_roles r ON r.oid = grantee GROUP BY r.rolname, relname""");
    }

    static List<String> columnsOfShopTheWorkersMayChange(Handle handle) {
        return list(handle, """
                SELECT attname::text FROM pg_attribute WHERE attrelid = 'shop'::regclass AND attnum > 0
                AND has_column_privilege('marketsync_worker', attrelid, attnum, 'UPDATE')""");
    }

    static List<String> writersOf(Handle handle, String table) {
        return handle.createQuery("""
                        SELECT rolname FROM pg_roles WHERE NOT rolsuper AND (has_table_privilege(oid, :table, 'INSERT, UPDATE, DELETE')
                            OR has_any_column_privilege(oid, :table, 'INSERT, UPDATE')) AND rolname NOT LIKE 'pg\\_%'
                        ORDER BY 1""").bind("table", table).mapTo(String.class).list();
    }

    /** Foreign keys between walled tables that could name another seller's row. */
    static List<String> keysAcrossSellers(Handle handle) {
        return list(handle, """
                SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid IN (%s) AND conname NOT IN %s
                AND NOT (EXISTS (SELECT FROM pg_attribute WHERE attrelid = conrelid AND attnum = conkey[1] AND attname = 'seller_id')
                         AND (confrelid = 'seller'::regclass OR EXISTS (
                              SELECT FROM pg_attribute WHERE attrelid = confrelid AND attnum = confkey[1] AND attname = 'seller_id')))""".formatted(WALLED, PLAIN_KEYS));
    }

    static List<String> indexesNotBySeller(Handle handle) {
        return list(handle, """
                SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid IN (%s) AND indrelid <> 'jobrunr_jobs'::regclass
                AND NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = indrelid AND attnum = indkey[0] AND attname = 'seller_id')""".formatted(WALLED));
    }

    private static List<String> list(Handle handle, String query) {
        return handle.createQuery(query + " ORDER BY 1").mapTo(String.class).list();
    }
}
