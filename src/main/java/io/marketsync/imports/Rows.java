package io.marketsync.imports;

import java.io.IOException;

/** The rows of a file, read one by one; a row that cannot be read does not keep the next from being. */
interface Rows<R> {

    /** Null behind the last one. */
    Row<R> next() throws IOException;
}
