package io.marketsync.db;

import java.math.BigDecimal;
import java.sql.Connection;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.UUID;
import javax.sql.DataSource;

import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.postgres.PostgresPlugin;

/** One Jdbi per data source: arrays for set statements, instants in UTC, every statement counted. */
public final class Database {

    private Database() {}

    public static Jdbi on(DataSource dataSource) {
        Jdbi jdbi = careful(Jdbi.create(dataSource).installPlugin(new PostgresPlugin()));
        jdbi.registerArrayType(UUID.class, "uuid");
        jdbi.registerArrayType(String.class, "text");
        jdbi.registerArrayType(Long.class, "bigint");
        jdbi.registerArrayType(Integer.class, "integer");
        jdbi.registerArrayType(Short.class, "smallint");
        jdbi.registerArrayType(Boolean.class, "boolean");
        jdbi.registerArrayType(Double.class, "float8");
        jdbi.registerArrayType(BigDecimal.class, "numeric");
        jdbi.registerArrayType(byte[].class, "bytea", Database::hex);
        jdbi.registerArrayType(Instant.class, "timestamptz", Database::utc);
        jdbi.registerArrayType(LocalDate.class, "date", LocalDate::toString);
        // Messages reach logs: with the statement, never with the values it was given.
        jdbi.getConfig(StatementExceptions.class)
                .setMessageRendering(StatementExceptions.MessageRendering.SHORT_STATEMENT);
        return jdbi;
    }

    /** On a connection that stays its owner's, for statements with plain arguments: made anew each time, so it is kept small. */
    public static Jdbi on(Connection connection) {
        return careful(Jdbi.create(connection));
    }

    /** Counts statements, and lets no exception carry bound values into a log: they are data of sellers and their buyers. */
    private static Jdbi careful(Jdbi jdbi) {
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(StatementExceptions.MessageRendering.NONE);
        return jdbi.setSqlLogger(new StatementCount());
    }

    /** pgjdbc sends arrays as text and does not know how to write bytes into it. */
    private static Object hex(byte[] bytes) {
        return bytes == null ? null : "\\x" + HexFormat.of().formatHex(bytes);
    }

    /** An instant as pgjdbc writes it into an array without a time zone of its own. */
    private static Object utc(Instant instant) {
        return instant == null ? null : OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
