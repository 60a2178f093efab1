package io.marketsync.api.edge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import org.eclipse.microprofile.config.ConfigProvider;

/** Speaks HTTP/1.1 over a bare socket, because a client library would tidy up exactly what these tests send. */
public final class Wire {

    private static final int TIMEOUT_MILLIS = 10_000;

    private final int port;

    private Wire(int port) {
        this.port = port;
    }

    /** To the application under test. */
    public static Wire toTheApp() {
        return new Wire(ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class));
    }

    public static Wire to(int port) {
        return new Wire(port);
    }

    public Reply get(String target, String... headers) {
        return send("GET", target, "", headers);
    }

    public Reply post(String target, String body, String... headers) {
        return send("POST", target, body, headers);
    }

    /** Headers as {@code Name: value} lines; Host, Connection and Content-Length are added when missing. */
    public Reply send(String method, String target, String body, String... headers) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(latin1(method + " " + target + " HTTP/1.1\r\n"));
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("host", "Host: localhost:" + port);
        lines.put("connection", "Connection: close");
        if (bytes.length > 0) {
            lines.put("content-length", "Content-Length: " + bytes.length);
        }
        for (String header : headers) {
            lines.put(header.substring(0, header.indexOf(':')).toLowerCase(), header);
        }
        lines.values().forEach(line -> request.writeBytes(latin1(line + "\r\n")));
        request.writeBytes(latin1("\r\n"));
        request.writeBytes(bytes);
        return exchange(request.toByteArray());
    }

    /** Sends as much as the server takes, then reads until it closes. */
    public Reply exchange(byte[] request) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            try {
                OutputStream out = socket.getOutputStream();
                out.write(request);
                out.flush();
            } catch (IOException refusedMidway) {
                // An early answer closes the connection; what was answered is still to be read.
            }
            return Reply.parse(readAll(socket.getInputStream()));
        } catch (IOException e) {
            throw new IllegalStateException("no connection to the app", e);
        }
    }

    private static byte[] readAll(InputStream in) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                all.write(buffer, 0, n);
            }
        } catch (SocketTimeoutException e) {
            throw new IllegalStateException("the server left the connection open: " + all, e);
        } catch (IOException reset) {
            // A close with unread request data arrives as a reset after the answer.
        }
        return all.toByteArray();
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
