-- Why: processes that lose sight of Redis divide the budgets of marketplace calls among themselves, and those that still see it have
-- to give that much less there. Each says with its heartbeat how it keeps its permits.
-- Locks: pool_server for a moment; adding columns with constant defaults rewrites nothing. Safe while the version before runs:
-- its rows count as processes that share. Way back: drop the columns.
ALTER TABLE pool_server
    ADD COLUMN member        uuid,
    ADD COLUMN local_permits boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN pool_server.member IS 'the process, whatever it is called';
COMMENT ON COLUMN pool_server.local_permits IS 'it keeps the permits of its marketplace calls by itself, because it cannot reach Redis';
