package io.marketsync.simulator.http;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** Listens on the loopback interface only and serves every request on a virtual thread of its own. */
public final class HttpFront implements AutoCloseable {

    private static final int BACKLOG = 1024;

    static {
        // Nagle's algorithm would hold small answers back for 40 ms. The other two keep us from closing a connection
        // in the moment in which a client takes it out of its pool: resets happen when a test scripts them only.
        setUnlessGiven("sun.net.httpserver.nodelay", "true");
        setUnlessGiven("sun.net.httpserver.idleInterval", "300");
        setUnlessGiven("sun.net.httpserver.maxIdleConnections", "10000");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final PrintStream errors;

    /** Port 0 takes a free one. */
    public HttpFront(int port, PrintStream errors) throws IOException {
        this.errors = errors;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        server.setExecutor(threads);
    }

    /** The longest matching path prefix wins. */
    public void serve(String prefix, Function<Request, Reply> handler) {
        server.createContext(prefix, exchange -> handle(exchange, handler));
    }

    public void start() {
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void setUnlessGiven(String property, String value) {
        System.setProperty(property, System.getProperty(property, value));
    }

    private void handle(HttpExchange exchange, Function<Request, Reply> handler) throws IOException {
        try {
            ReplySender.send(exchange, guarded(Request.read(exchange), handler));
        } finally {
            exchange.close();
        }
    }

    private Reply guarded(Request request, Function<Request, Reply> handler) {
        try {
            return handler.apply(request);
        } catch (RuntimeException bug) {
            errors.println("bug in the simulator, answered 500 to " + request.path());
            bug.printStackTrace(errors);
            return Reply.internalError();
        }
    }
}
