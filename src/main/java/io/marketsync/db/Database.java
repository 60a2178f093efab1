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
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementException;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.postgres.PostgresPlugin;

/** One Jdbi per data source: arrays for set statements, instants in UTC, every statement counted. */
public final class Database {

    /** In a message: enough to find it by. */
    private static final int LONGEST_STATEMENT = 500;

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
        return jdbi;
    }

    /** On a connection that stays its owner's, for statements with plain arguments: made anew each time, so it is kept small. */
    public static Jdbi on(Connection connection) {
        return careful(Jdbi.create(connection));
    }

    /** Counts statements, and lets no exception carry bound values into a log: they are data of sellers and their buyers. */
    private static Jdbi careful(Jdbi jdbi) {
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(Database::withStatement);
        return jdbi.setSqlLogger(new StatementCount());
    }

    /** Every rendering of the library that names the statement names its values, too. */
    private static String withStatement(StatementException failure) {
        StatementContext context = failure.getStatementContext();
        if (context == null || context.getRawSql() == null) {
            return failure.getShortMessage();
        }
        String sql = context.getRawSql();
        return failure.getShortMessage() + " [statement: " + sql.substring(0, Math.min(sql.length(), LONGEST_STATEMENT))
                + "]";
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
