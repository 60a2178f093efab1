package io.marketsync.api.dashboard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

import com.sun.net.httpserver.HttpExchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The body of an answer of JobRunr's handlers. They answer errors with a stack trace: it goes to the log instead. And their event
 * streams live for hours: nothing more is sent once the session is over, which makes JobRunr close the stream.
 */
final class GuardedBody extends OutputStream {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedBody.class);
    private static final byte[] FAILED =
            "The dashboard cannot show this; the log of the api says why.".getBytes(StandardCharsets.UTF_8);
    private static final String EVENTS = "text/event-stream";
    private static final int LONGEST_TRACE = 8 * 1024;

    private final HttpExchange exchange;
    private final OutputStream body;
    private final BooleanSupplier sessionIsOpen;
    private final ByteArrayOutputStream trace = new ByteArrayOutputStream();

    private GuardedBody(HttpExchange exchange, BooleanSupplier sessionIsOpen) {
        this.exchange = exchange;
        this.body = exchange.getResponseBody();
        this.sessionIsOpen = sessionIsOpen;
    }

    static void putBefore(HttpExchange exchange, BooleanSupplier sessionIsOpen) {
        // The server wants both streams to exist before one is replaced.
        exchange.setStreams(exchange.getRequestBody(), new GuardedBody(exchange, sessionIsOpen));
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (hasFailed()) {
            trace.write(bytes, offset, Math.min(length, LONGEST_TRACE - Math.min(LONGEST_TRACE, trace.size())));
        } else {
            requireSession();
            body.write(bytes, offset, length);
        }
    }

    /** Other answers are over before a session could end. */
    private void requireSession() throws IOException {
        if (EVENTS.equals(exchange.getResponseHeaders().getFirst("Content-Type")) && !sessionIsOpen.getAsBoolean()) {
            exchange.close();
            throw new IOException("the session is over");
        }
    }

    @Override
    public void flush() throws IOException {
        body.flush();
    }

    @Override
    public void close() throws IOException {
        if (hasFailed() && trace.size() > 0) {
            LOG.warn(
                    "the dashboard failed to show {}: {}",
                    exchange.getRequestURI().getPath(),
                    trace);
            trace.reset();
            body.write(FAILED);
        }
        body.close();
    }

    private boolean hasFailed() {
        return exchange.getResponseCode() >= 500;
    }
}
