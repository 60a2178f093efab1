package io.marketsync.api.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.api.security.Role;
import io.marketsync.api.security.TokenLookup;
import io.marketsync.shop.TokenText;

/**
 * Stands before every page of the dashboard. An ops token in a form becomes a session cookie; without one, only the form is
 * served. The token is looked up again with every request, so revoking it ends its sessions. The dashboard is read-only: its own
 * delete and requeue would pass by our queue's rules.
 */
final class DashboardGate extends Filter {

    private static final Logger LOG = LoggerFactory.getLogger(DashboardGate.class);

    static final String COOKIE = "marketsync-ops";
    private static final int LONGEST_FORM = 1024;

    /** Files are served from the class path by it: no dots that climb, no second spelling. */
    private static final Pattern PLAIN_PATH = Pattern.compile("/|(/(?!\\.)[A-Za-z0-9_.:-]+)+/?");

    private static final Set<String> SAFE = Set.of("GET", "HEAD");
    private static final Set<String> OUR_OWN_PAGES = Set.of("same-origin", "none");

    private final TokenLookup tokens;
    private final Sessions sessions;

    DashboardGate(TokenLookup tokens, Sessions sessions) {
        this.tokens = tokens;
        this.sessions = sessions;
    }

    @Override
    public String description() {
        return "ops session";
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        protect(exchange.getResponseHeaders());
        if (!isLoopbackName(exchange.getRequestHeaders().getFirst("Host")) || !isOurOwnPage(exchange)) {
            answer(exchange, 403, "The dashboard answers to its own pages on this machine only.");
        } else if (!PLAIN_PATH.matcher(exchange.getRequestURI().getRawPath()).matches()) {
            answer(exchange, 404, "There is no such page.");
        } else if (exchange.getRequestURI().getPath().equals("/login")) {
            login(exchange);
        } else if (!isLoggedIn(exchange)) {
            LoginPage.send(exchange, 401, "");
        } else if (exchange.getRequestURI().getPath().equals("/logout")
                && exchange.getRequestMethod().equals("POST")) {
            logout(exchange);
        } else if (!SAFE.contains(exchange.getRequestMethod())) {
            answer(exchange, 405, "The dashboard only shows. Use the API to change jobs.");
        } else {
            show(exchange, chain);
        }
    }

    private void show(HttpExchange exchange, Chain chain) throws IOException {
        GuardedBody.putBefore(exchange, () -> isLoggedIn(exchange));
        try {
            chain.doFilter(exchange);
        } catch (RuntimeException e) {
            LOG.warn("the dashboard could not finish an answer; its connection is closed: {}", e.toString());
            exchange.close();
        }
    }

    private void login(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("POST")) {
            LoginPage.send(exchange, 200, "");
            return;
        }
        Optional<TokenText> token = TokenText.parse(form(exchange)).filter(this::isOps);
        if (token.isEmpty()) {
            LOG.warn("a login to the dashboard was refused");
            LoginPage.send(exchange, 401, "This is no valid ops token.");
            return;
        }
        String cookie = COOKIE + "=" + sessions.open(token.get().sha256()) + "; Path=/; HttpOnly; SameSite=Strict";
        exchange.getResponseHeaders().add("Set-Cookie", cookie);
        redirect(exchange, "/dashboard");
    }

    private void logout(HttpExchange exchange) throws IOException {
        session(exchange).ifPresent(sessions::close);
        exchange.getResponseHeaders().add("Set-Cookie", COOKIE + "=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
        redirect(exchange, "/login");
    }

    private boolean isLoggedIn(HttpExchange exchange) {
        return session(exchange).flatMap(sessions::tokenOf).filter(this::isOps).isPresent();
    }

    private boolean isOps(TokenText token) {
        return isOps(token.sha256());
    }

    /** A lookup that fails lets nobody in. */
    private boolean isOps(byte[] sha256) {
        try {
            return tokens.find(sha256).filter(owner -> owner.role() == Role.OPS).isPresent();
        } catch (RuntimeException e) {
            LOG.warn("the dashboard cannot check a token, so it shows nothing: {}", e.getMessage());
            return false;
        }
    }

    private static Optional<String> session(HttpExchange exchange) {
        return Optional.ofNullable(exchange.getRequestHeaders().get("Cookie")).stream()
                .flatMap(headers -> headers.stream().flatMap(header -> Arrays.stream(header.split(";"))))
                .map(String::trim)
                .filter(cookie -> cookie.startsWith(COOKIE + "="))
                .map(cookie -> cookie.substring(COOKIE.length() + 1))
                .findFirst();
    }

    /** A name that resolves to this machine by an attacker's DNS is not one of ours. */
    private static boolean isLoopbackName(String host) {
        return host != null && host.toLowerCase(Locale.ROOT).matches("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?");
    }

    private static boolean isOurOwnPage(HttpExchange exchange) {
        String site = exchange.getRequestHeaders().getFirst("Sec-Fetch-Site");
        boolean navigation = "GET".equals(exchange.getRequestMethod())
                && "navigate".equals(exchange.getRequestHeaders().getFirst("Sec-Fetch-Mode"));
        return (site == null || OUR_OWN_PAGES.contains(site) || navigation)
                && hasOurOrigin(exchange.getRequestHeaders());
    }

    /** Browsers say where a form was sent from. */
    private static boolean hasOurOrigin(Headers request) {
        String origin = request.getFirst("Origin");
        return origin == null || origin.equals("http://" + request.getFirst("Host"));
    }

    private static String form(HttpExchange exchange) throws IOException {
        try (InputStream body = exchange.getRequestBody()) {
            String form = new String(body.readNBytes(LONGEST_FORM), StandardCharsets.UTF_8);
            return form.startsWith("token=")
                    ? URLDecoder.decode(form.substring("token=".length()), StandardCharsets.UTF_8)
                            .trim()
                    : "";
        } catch (IllegalArgumentException badEscape) {
            return "";
        }
    }

    private static void protect(Headers headers) {
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        // With no-referrer a browser sends our own form from the origin "null".
        headers.set("Referrer-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
        headers.set(
                "Content-Security-Policy",
                "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; object-src 'none';"
                        + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
    }

    private static void redirect(HttpExchange exchange, String to) throws IOException {
        exchange.getResponseHeaders().set("Location", to);
        exchange.sendResponseHeaders(303, -1);
        exchange.close();
    }

    static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(status, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
