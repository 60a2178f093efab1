package io.marketsync.queue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens to rows of jobrunr_jobs that nobody of us wrote: they leave every queue, and ops hear of it. */
public interface HostileRows {

    Logger LOG = LoggerFactory.getLogger(HostileRows.class);

    /** In the transaction, or autocommit connection, that read them. */
    void found(Connection connection, List<UUID> ids) throws SQLException;

    /** For processes that may only read. */
    HostileRows LEFT_OUT = (connection, ids) ->
            LOG.error("rows of jobrunr_jobs that were not written by marketsync are left out: {}", ids);

    /** For the workers: a state that JobRunr does not know is claimed, listed and deleted by nobody. */
    HostileRows QUARANTINED = (connection, ids) -> {
        LOG.error(
                "rows of jobrunr_jobs that were not written by marketsync are put aside in state QUARANTINED: {}", ids);
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE jobrunr_jobs SET state = 'QUARANTINED' WHERE id = ANY (?)")) {
            update.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            update.executeUpdate();
        }
    };
}
