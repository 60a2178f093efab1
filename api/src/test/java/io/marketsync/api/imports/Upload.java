package io.marketsync.api.imports;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

import org.eclipse.microprofile.config.ConfigProvider;

import io.marketsync.api.testing.TestSeller;

/** A table that is sent in portions, as long as the test wants; it is never in memory as a whole. */
final class Upload implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 20_000;

    /** 64 KiB of rows. */
    private static final byte[] PORTION =
            ("tea-1;1;1" + " ".repeat(54) + "\n").repeat(1024).getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final OutputStream out;

    Upload(TestSeller seller) throws IOException {
        this(seller, UUID.randomUUID().toString());
    }

    Upload(TestSeller seller, String idempotencyKey) throws IOException {
        socket = new Socket("127.0.0.1", ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class));
        socket.setSoTimeout(TIMEOUT_MILLIS);
        out = socket.getOutputStream();
        out.write(("POST /api/v1/imports?what=stock&shop=" + seller.shopId() + " HTTP/1.1\r\nHost: localhost\r\n"
                        + "Content-Type: text/csv\r\nIdempotency-Key: " + idempotencyKey
                        + "\r\nAuthorization: Bearer "
                        + seller.calls().token() + "\r\nTransfer-Encoding: chunked\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        chunk("offer;warehouse;available\n".getBytes(StandardCharsets.US_ASCII));
    }

    /** Stops when the server takes no more. */
    Upload megabytes(int megabytes) {
        try {
            for (int portion = 0; portion < 16 * megabytes; portion++) {
                chunk(PORTION);
            }
        } catch (IOException refusedMidway) {
            // What was answered is still to be read.
        }
        return this;
    }

    private void chunk(byte[] bytes) throws IOException {
        out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** Head and body; whatever came before the connection was closed. */
    String answer() {
        StringBuilder answer = new StringBuilder();
        try {
            byte[] buffer = new byte[8192];
            for (int read = socket.getInputStream().read(buffer); read >= 0; ) {
                answer.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
                read = socket.getInputStream().read(buffer);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the server left the connection open: " + answer, e);
        } catch (IOException reset) {
            // A close with unread request data arrives as a reset after the answer.
        }
        return answer.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
