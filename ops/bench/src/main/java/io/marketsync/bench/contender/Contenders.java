package io.marketsync.bench.contender;

import java.sql.SQLException;

/** Opens a contender by its name: here, and in the child process that is killed. */
public final class Contenders {

    private Contenders() {}

    public static Contender open(String name, String jdbcUrl) throws SQLException {
        return switch (name) {
            case Marketsync.NAME -> new Marketsync(jdbcUrl);
            case StockJobRunr.NAME -> new StockJobRunr(jdbcUrl);
            default -> throw new IllegalArgumentException("no contender " + name);
        };
    }
}
