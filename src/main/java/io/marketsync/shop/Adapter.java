package io.marketsync.shop;

/** What one marketplace can do, of those things that a feature asks for. */
public interface Adapter {

    /** Its word in the database, in metrics and in permits. */
    String marketplace();
}
