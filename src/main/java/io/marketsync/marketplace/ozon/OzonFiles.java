package io.marketsync.marketplace.ozon;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;

/**
 * Files that Ozon names in its answers. Whoever can change an answer could make us call anything, so an address has to be https at a
 * listed host; where the Seller API itself is a simulator on loopback, a file may lie there, too. Redirects are not followed, size and
 * time are bounded as those of any call, and addresses are never logged or shown: whoever has one has the file.
 */
final class OzonFiles {

    private static final byte[] PDF = "%PDF-".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_ADDRESS = 4000;
    private static final int HTTPS = 443;

    private final OzonClient client;
    private final URI api;
    private final Set<String> hosts;

    OzonFiles(OzonClient client, OzonConfig config) {
        this.client = client;
        this.api = config.baseUrl();
        this.hosts = config.fileHosts();
    }

    byte[] pdf(String address) throws InterruptedException {
        HttpResponse<byte[]> answer = client.file(allowed(address));
        if (answer.statusCode() != 200) {
            throw new JobFailure(
                    Reason.TRANSIENT, "Ozon does not give the file of labels (HTTP " + answer.statusCode() + ").");
        }
        byte[] file = answer.body();
        if (file.length < PDF.length || !Arrays.equals(file, 0, PDF.length, PDF, 0, PDF.length)) {
            throw new JobFailure(Reason.TRANSIENT, "Ozon's file of labels is no PDF.");
        }
        return file;
    }

    URI allowed(String address) {
        try {
            URI uri = new URI(address);
            if (address.length() <= LONGEST_ADDRESS
                    && uri.getRawUserInfo() == null
                    && (isListed(uri) || isSimulator(uri))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // told below, without the address
        }
        throw new JobFailure(
                Reason.TRANSIENT,
                "Ozon's file of labels lies where nothing is fetched from (marketsync.ozon.file-hosts);"
                        + " our operators have to look at it.");
    }

    private boolean isListed(URI uri) {
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        return "https".equalsIgnoreCase(uri.getScheme())
                && (uri.getPort() < 0 || uri.getPort() == HTTPS)
                && hosts.stream().anyMatch(listed -> host.equals(listed) || host.endsWith("." + listed));
    }

    /** {@code MarketplaceAddress} lets plain http pass on loopback only. */
    private boolean isSimulator(URI uri) {
        return "http".equals(api.getScheme())
                && "http".equals(uri.getScheme())
                && Objects.equals(uri.getHost(), api.getHost())
                && uri.getPort() == api.getPort();
    }
}
