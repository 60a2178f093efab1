package io.marketsync.workers;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import javax.net.SocketFactory;

/**
 * Sockets for the connection that waits for notifications. After each notification pgjdbc looks for a further one by a read that
 * it gives a millisecond (PGStream.hasMessagePending), and the pools would learn of the first that much later. Here such a read that
 * finds nothing ends at once. A further notification that comes meanwhile is found by the next call.
 */
public final class PromptSockets extends SocketFactory {

    /** The time-out that pgjdbc sets for that read alone. */
    private static final int A_LOOK = 1;

    @Override
    public Socket createSocket() {
        return new PromptSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw unused();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        throw unused();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw unused();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        throw unused();
    }

    private static IOException unused() {
        return new IOException("pgjdbc makes its sockets unconnected");
    }

    private static final class PromptSocket extends Socket {

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read(byte[] into, int offset, int length) throws IOException {
                    if (getSoTimeout() == A_LOOK && in.available() == 0) {
                        throw new SocketTimeoutException("nothing yet");
                    }
                    return in.read(into, offset, length);
                }
            };
        }
    }
}
