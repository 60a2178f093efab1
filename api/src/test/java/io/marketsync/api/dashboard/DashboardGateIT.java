package io.marketsync.api.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.api.edge.Reply;
import io.marketsync.api.testing.Browser;
import io.marketsync.api.testing.DatabaseProfile;
import io.marketsync.api.testing.Rows;
import io.marketsync.api.testing.Tokens;

import static io.marketsync.api.testing.TestSeller.aSeller;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Who gets in, from where, and for how long. */
@QuarkusTest
@TestProfile(DatabaseProfile.class)
class DashboardGateIT {

    @Inject
    Dashboard dashboard;

    @Test
    void itListensOnLoopbackOnly() throws IOException {
        List<InetAddress> others = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress())
                .toList();
        for (InetAddress address : others) {
            assertThatThrownBy(() -> connect(address)).as("%s", address).isInstanceOf(IOException.class);
        }
        connect(InetAddress.getByName("127.0.0.1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/dashboard",
                "/dashboard/overview",
                "/dashboard/static/js/x.js",
                "/api/jobs",
                "/api/servers",
                "/sse/jobstats",
                "/logout",
                "/favicon.ico",
                "/q/metrics"
            })
    void withoutASessionThereIsTheFormOnly(String path) {
        Reply answer = browser().open(path);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.body()).contains("<form method=\"post\" action=\"/login\">");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(answer.header("Referrer-Policy"))
                .as("no-referrer would send our form from the origin null")
                .isEqualTo("same-origin");
        assertThat(answer.header("Content-Security-Policy")).contains("default-src 'self'", "frame-ancestors 'none'");
    }

    @Test
    void onlyAnOpsTokenOpensASession() {
        String revoked = Tokens.ops();
        Tokens.revoke(revoked);
        String expired = Tokens.ops();
        Tokens.expire(expired);
        for (String token : List.of(aSeller().calls().token(), revoked, expired, Tokens.unknown(), "x", "", "%zz")) {
            Browser browser = browser();
            Reply answer = browser.logIn(token);

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("Set-Cookie")).isNull();
            assertThat(answer.body()).contains("This is no valid ops token.");
            assertThat(browser.open("/dashboard").status()).isEqualTo(401);
        }
    }

    @Test
    void theSessionIsACookieThatScriptsAndOtherSitesCannotUse() {
        String token = Tokens.ops();
        Reply answer = browser().logIn(token);

        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.header("Location")).isEqualTo("/dashboard");
        assertThat(answer.header("Set-Cookie"))
                .matches("marketsync-ops=[0-9a-f]{64}; Path=/; HttpOnly; SameSite=Strict")
                .doesNotContain(token);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"marketsync-ops=", "marketsync-ops=0", "other=1; marketsync-ops=x", ";;;", "marketsync-ops"})
    void aCookieThatWasNotGivenOpensNothing(String cookie) {
        assertThat(browser().sending("Cookie", cookie).open("/api/jobs").status())
                .isEqualTo(401);
    }

    @Test
    void logoutEndsTheSession() {
        Browser browser = loggedIn();
        assertThat(browser.open("/logout").status())
                .as("a link logs nobody out")
                .isEqualTo(302);
        assertThat(browser.open("/api/servers").status()).isEqualTo(200);

        Reply out = browser.send("POST", "/logout", "");

        assertThat(out.status()).isEqualTo(303);
        assertThat(out.header("Set-Cookie")).contains("Max-Age=0");
        assertThat(browser.open("/api/servers").status()).isEqualTo(401);
    }

    @Test
    void revokingTheTokenEndsTheSessionAtOnce() {
        String token = Tokens.ops();
        Browser browser = browser();
        browser.logIn(token);
        assertThat(browser.open("/api/servers").status()).isEqualTo(200);

        Tokens.revoke(token);

        assertThat(browser.open("/api/servers").status()).isEqualTo(401);
    }

    @Test
    void otherSitesReachNothing() {
        for (String site : List.of("cross-site", "same-site")) {
            assertThat(loggedIn()
                            .sending("Sec-Fetch-Site", site)
                            .open("/api/jobs")
                            .status())
                    .isEqualTo(403);
            assertThat(browser()
                            .sending("Sec-Fetch-Site", site)
                            .logIn(Tokens.ops())
                            .status())
                    .isEqualTo(403);
        }
        for (String origin : List.of("https://evil.example", "null", "http://127.0.0.1:1")) {
            assertThat(browser().sending("Origin", origin).logIn(Tokens.ops()).status())
                    .isEqualTo(403);
        }
        assertThat(browser()
                        .sending("Origin", "http://127.0.0.1:" + dashboard.port())
                        .logIn(Tokens.ops())
                        .status())
                .isEqualTo(303);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8000", "10.0.0.1", ""})
    void aForeignNameForThisMachineIsRefused(String host) {
        assertThat(loggedIn().sending("Host", host).open("/api/jobs").status()).isIn(400, 403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/dashboard/../application.properties",
                "/dashboard/static/../../../../../../META-INF/MANIFEST.MF",
                "/dashboard/%2e%2e/x.js",
                "/dashboard/static//x",
                "/dashboard/.env",
                "/dashboard/static/%00"
            })
    void onlyFilesOfTheDashboardAreServed(String path) {
        assertThat(loggedIn().open(path).status()).isIn(400, 404);
    }

    @Test
    void anEventStreamEndsWithItsSession() throws IOException {
        String token = Tokens.ops();
        Browser browser = browser();
        String cookie = browser.logIn(token).header("Set-Cookie");
        try (Socket stream = new Socket("127.0.0.1", dashboard.port())) {
            stream.setSoTimeout(30_000);
            stream.getOutputStream()
                    .write(("GET /sse/servers HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: "
                                    + cookie.substring(0, cookie.indexOf(';')) + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream events = stream.getInputStream();
            assertThat(new String(events.readNBytes(15), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 200 OK");
            Tokens.revoke(token);
            Rows.aServer("seen by nobody");

            assertThat(new String(events.readAllBytes(), StandardCharsets.UTF_8))
                    .doesNotContain("seen by nobody");
        }
    }

    private void connect(InetAddress address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, dashboard.port()), 2_000);
        }
    }

    private Browser browser() {
        return new Browser(dashboard.port());
    }

    private Browser loggedIn() {
        return Browser.loggedIn(dashboard.port());
    }
}
