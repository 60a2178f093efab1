package io.marketsync.imports;

import java.time.Instant;
import java.util.List;
import java.util.function.IntFunction;

import org.jdbi.v3.core.Handle;

import io.marketsync.imports.ImportFile.What;
import io.marketsync.job.JobTarget;
import io.marketsync.job.NewJob;
import io.marketsync.push.ItemsOf;

/**
 * What the rows of a file are about: how they are read, and stored as a request with the same items would be. Usable by many threads.
 *
 * @param <R> a row
 */
interface Subject<R extends Record> {

    What what();

    /** A row of JSON is one of these. */
    Class<R> type();

    /** Names of all columns, as sellers write them. */
    List<String> columns();

    /** Without each of these no row could be taken: a name, or several of which one is enough. */
    List<List<String>> needed();

    R read(Cells cells) throws RefusedRow;

    /** Null when it says none. */
    String offer(R row);

    /**
     * Judges the rows, and stores what nothing is wrong with, inside a transaction of the seller.
     *
     * @param place where a row is, as its seller finds it
     * @param saidAt when its file was sent
     */
    ItemsOf<R, ?, ?> store(Handle handle, JobTarget shop, List<R> rows, IntFunction<String> place, Instant saidAt);

    /** Tells the marketplace what has changed. */
    NewJob push(JobTarget shop);
}
