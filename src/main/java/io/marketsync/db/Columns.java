package io.marketsync.db;

import java.util.List;
import java.util.function.Function;

import org.jdbi.v3.core.statement.Query;

/** Rows as arrays, one for each column: a statement that takes them by {@code unnest} is one statement for any number of rows. */
public record Columns<T>(Query query, List<T> rows) {

    public <V> Columns<T> bind(String name, Class<V> type, Function<T, V> value) {
        query.bindArray(name, type, rows.stream().map(value).toArray());
        return this;
    }
}
