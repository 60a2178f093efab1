package io.marketsync.marketplace;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;

/**
 * Where a marketplace is and how long and how much of it is borne.
 *
 * @param marketplace its word: {@code ozon}
 * @param title what a seller calls it: Ozon
 * @param baseUrl https, or plain http on loopback for a simulator
 * @param connectTimeout until a connection stands, TLS included
 * @param answerTimeout for the whole of one call
 * @param largestAnswer bytes of an answer, unpacked
 */
public record MarketplaceAddress(
        String marketplace,
        String title,
        URI baseUrl,
        Duration connectTimeout,
        Duration answerTimeout,
        int largestAnswer) {

    public MarketplaceAddress {
        boolean https = "https".equals(baseUrl.getScheme());
        boolean plainLoopback = "http".equals(baseUrl.getScheme()) && isLoopback(baseUrl.getHost());
        if (baseUrl.getHost() == null || baseUrl.getUserInfo() != null || !(https || plainLoopback)) {
            throw new IllegalArgumentException("marketsync." + marketplace
                    + ".base-url must be https://HOST, or http://127.0.0.1:PORT for a simulator");
        }
    }

    boolean isTls() {
        return baseUrl.getScheme().equals("https");
    }

    private static boolean isLoopback(String host) {
        try {
            return host != null
                    && InetAddress.getByName(host.toLowerCase(Locale.ROOT)).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
