-- Run once by a superuser, connected to the marketsync database, before the first migration. Repeating it is harmless.
-- Four roles, so that no process can do more than its part (README, "Walls"):
--   marketsync_owner   owns the schema and runs migrations; no process serves requests as it
--   marketsync_api     logs in from the api: sees one seller at a time
--   marketsync_worker  logs in from the workers: sees all jobs, and business rows of one seller at a time
--   marketsync_lookup  cannot log in: owns the few functions that look across sellers and return ids only
-- Passwords are set afterwards: ALTER ROLE marketsync_api PASSWORD '…'.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'marketsync_owner') THEN
        CREATE ROLE marketsync_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'marketsync_lookup') THEN
        CREATE ROLE marketsync_lookup NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'marketsync_api') THEN
        CREATE ROLE marketsync_api LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'marketsync_worker') THEN
        CREATE ROLE marketsync_worker LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
END
$$;
GRANT marketsync_lookup TO marketsync_owner;
ALTER SCHEMA public OWNER TO marketsync_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO marketsync_lookup;
GRANT USAGE ON SCHEMA public TO marketsync_api, marketsync_worker;
