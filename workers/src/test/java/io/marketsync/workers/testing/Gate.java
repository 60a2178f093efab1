package io.marketsync.workers.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to a server on this machine that can be shut: connections are cut and new ones refused, until it leads somewhere again. */
public final class Gate implements AutoCloseable {

    private static final int SHUT = -1;
    private static final int BACKLOG = 100;

    private final ServerSocket entrance;
    private final Set<Socket> passing = ConcurrentHashMap.newKeySet();
    private volatile int leadsTo;

    /** @param port behind it */
    public Gate(int port) throws IOException {
        this.leadsTo = port;
        this.entrance = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("gate").start(this::admit);
    }

    public int port() {
        return entrance.getLocalPort();
    }

    public void shut() {
        leadsTo = SHUT;
        passing.forEach(Gate::drop);
    }

    public void leadTo(int port) {
        leadsTo = port;
    }

    private void admit() {
        while (!entrance.isClosed()) {
            try {
                let(entrance.accept());
            } catch (IOException refused) {
                // the next may pass
            }
        }
    }

    private void let(Socket in) throws IOException {
        int port = leadsTo;
        if (port == SHUT) {
            drop(in);
            return;
        }
        Socket out = new Socket();
        try {
            out.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        } catch (IOException nobodyThere) {
            drop(in);
            throw nobodyThere;
        }
        passing.add(in);
        passing.add(out);
        Thread.ofVirtual().start(() -> carry(in, out));
        Thread.ofVirtual().start(() -> carry(out, in));
        if (leadsTo != port) {
            drop(in);
            drop(out);
        }
    }

    private void carry(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException cut) {
            // both ends hear of it
        } finally {
            drop(from);
            drop(to);
            passing.remove(from);
            passing.remove(to);
        }
    }

    private static void drop(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        shut();
    }
}
