package io.marketsync.marketplace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server in bytes, for what no server does on purpose: it closes, stalls and garbles as a test says, request by request. */
final class RawServer implements AutoCloseable {

    /** What becomes of one request. */
    interface Script {

        /**
         * @param connection 1 for the first one
         * @param request 1 for the first of this connection
         */
        Reply answer(int connection, int request) throws InterruptedException;
    }

    /** @param last closes the connection after them */
    record Reply(byte[] bytes, boolean last) {

        static final Reply CLOSE = new Reply(new byte[0], true);

        static Reply of(String text) {
            return new Reply(text.getBytes(StandardCharsets.US_ASCII), false);
        }

        static Reply ok(String body) {
            return of("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        }

        Reply thenClose() {
            return new Reply(bytes, true);
        }
    }

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Script script;

    /** Heads of the requests, in the order of their arrival: {@code 1:POST /x HTTP/1.1…} with the number of their connection. */
    final List<String> heads = new CopyOnWriteArrayList<>();

    /** Numbers of the connections that the client has closed. */
    final List<Integer> leftByClient = new CopyOnWriteArrayList<>();

    RawServer(Script script) {
        this.script = script;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    private void accept() {
        try {
            for (int connection = 1; ; connection++) {
                Socket socket = server.accept();
                int number = connection;
                threads.execute(() -> serve(socket, number));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void serve(Socket socket, int connection) {
        try (socket) {
            for (int request = 1; read(socket.getInputStream(), connection); request++) {
                Reply reply = script.answer(connection, request);
                socket.getOutputStream().write(reply.bytes());
                if (reply.last()) {
                    return;
                }
            }
            leftByClient.add(connection);
        } catch (IOException | InterruptedException gone) {
            leftByClient.add(connection);
        }
    }

    /** False when the client has closed the connection. */
    private boolean read(InputStream in, int connection) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return false;
            }
            head.write(next);
        }
        String text = head.toString(StandardCharsets.US_ASCII);
        heads.add(connection + ":" + text);
        text.lines()
                .filter(line -> line.regionMatches(true, 0, "Content-Length:", 0, 15))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .ifPresent(length -> skip(in, length));
        return true;
    }

    private static void skip(InputStream in, int length) {
        try {
            in.skipNBytes(length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
