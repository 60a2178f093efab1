package io.marketsync.marketplace;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;

import static org.assertj.core.api.Assertions.assertThat;

/** Nobody but the marketplace gets a key of a shop. */
class TlsIT {

    @TempDir
    private static Path directory;

    private static Certificates own;
    private static Certificates ofAnother;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpsServer server;

    @BeforeAll
    static void certificates() {
        own = Certificates.signedByItself(directory, "ip:127.0.0.1");
        ofAnother = Certificates.signedByItself(directory, "dns:elsewhere.example");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aServerWeTrustIsAsked() throws Exception {
        URI uri = serve(own.served());
        assertThat(Market.text(Market.at(uri, own.trusted()).read())).isEqualTo("{}");
        assertThat(asked).hasSize(1);
    }

    @Test
    void aSelfSignedCertificateIsRefusedBeforeAnythingIsSent() throws Exception {
        JobFailure failure = Market.at(serve(own.served())).failure();
        assertThat(failure.reason()).isEqualTo(Reason.TRANSIENT);
        assertThat(failure)
                .hasMessageContaining("Elsewhere's server does not prove that it is Elsewhere")
                .hasMessageContaining("its certificate is not to be trusted")
                .hasRootCauseMessage("unable to find valid certification path to requested target");
        assertThat(asked).isEmpty();
    }

    @Test
    void aTrustedCertificateOfAnotherHostIsRefused() throws Exception {
        JobFailure failure =
                Market.at(serve(ofAnother.served()), ofAnother.trusted()).failure();
        assertThat(failure).hasMessageContaining("its certificate is not to be trusted");
        assertThat(failure).rootCause().hasMessageContaining("127.0.0.1");
        assertThat(asked).isEmpty();
    }

    @Test
    void noPropertyOfTheJdkSwitchesTheHostNameOff() throws Exception {
        URI uri = serve(ofAnother.served());
        Process call = OneCall.in(
                uri,
                "-Djdk.internal.httpclient.disableHostnameVerification=true",
                "-Djavax.net.ssl.trustStore=" + ofAnother.file(),
                "-Djavax.net.ssl.trustStorePassword=" + Certificates.password());
        assertThat(new String(call.getInputStream().readAllBytes())).contains("its certificate is not to be trusted");
        assertThat(call.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(asked).isEmpty();
    }

    private URI serve(SSLContext context) throws Exception {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            try (exchange) {
                asked.add(exchange.getRequestHeaders().getFirst("Api-Key"));
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(200, 2);
                exchange.getResponseBody().write("{}".getBytes());
            }
        });
        server.start();
        return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
    }
}
