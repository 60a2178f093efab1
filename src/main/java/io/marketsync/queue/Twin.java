package io.marketsync.queue;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/**
 * A waiting or running job in the way of a new one.
 *
 * @param scheduled it waits for its time
 * @param key one of the two that jobs of its kind and shop live under
 */
record Twin(UUID id, boolean running, boolean scheduled, String key) {

    /** Ends the key of a job that follows a running one. */
    static final String RERUN = "#rerun";

    static Twin of(ResultSet row) throws SQLException {
        return new Twin(
                row.getObject("id", UUID.class),
                row.getBoolean("running"),
                row.getBoolean("scheduled"),
                row.getString("unique_key"));
    }

    /** The first of the two keys. */
    static String family(String key) {
        return key.endsWith(RERUN) ? key.substring(0, key.length() - RERUN.length()) : key;
    }
}
