-- Why: a job belongs to the server that claimed it for as long as that server is seen alive, on this database's clock. JobRunr's own
-- rows of servers are written with each machine's clock and kept for the dashboard.
-- Locks: none on existing data, the table is new. Safe while the version before runs: its servers have no row, so its jobs would be
-- taken for orphans; stop it first, as for V4. Way back: drop the table.
CREATE TABLE pool_server
(
    id       uuid PRIMARY KEY,
    process  text        NOT NULL,
    queue    text        NOT NULL CHECK (queue IN ('high', 'normal', 'low')),
    seen_at  timestamptz NOT NULL,
    draining boolean     NOT NULL DEFAULT false
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0);
GRANT SELECT, INSERT, UPDATE, DELETE ON pool_server TO marketsync_worker;
GRANT SELECT ON pool_server TO marketsync_api;
