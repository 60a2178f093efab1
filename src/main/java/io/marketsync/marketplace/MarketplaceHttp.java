package io.marketsync.marketplace;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.breaker.CallEnd;
import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.limit.Deadline;
import io.marketsync.telemetry.JobLog;

/**
 * The way of every call to a marketplace: pooled connections, HTTP/2 where TLS offers it, and bounds on the time and the size of an
 * answer. Redirects are not followed, certificates and their host names are checked whatever the JVM was started with, and neither
 * bodies nor headers are logged. What fails is a {@link JobFailure} to try again; any answer, of whatever status, is the adapter's to
 * judge. Usable by many threads.
 */
public final class MarketplaceHttp {

    private static final Logger LOG = LoggerFactory.getLogger(MarketplaceHttp.class);

    private static final String USER_AGENT = "marketsync/" + BuildVersion.OF_THIS;

    static {
        // Seconds; read by the JDK when the first client is made. Servers keep an idle connection for 60 (load
        // balancers
        // of clouds) or 75 (nginx): we leave first, so that hardly a call meets a connection that is being closed.
        setUnlessGiven("jdk.httpclient.keepalive.timeout", "20");
    }

    /** Comes before each request that goes out, a repetition included: waits until there is a permit for it, or throws. */
    @FunctionalInterface
    public interface BeforeEachSend {

        void run() throws InterruptedException;
    }

    /** May a request that was perhaps lost on its way be sent once more? */
    public enum Repeat {
        /** It only reads. */
        IF_UNANSWERED,
        /**
         * It changes something. Even where the same again would change nothing, as with an absolute stock, marketplaces count and pace
         * changes of an item: the second would be refused for coming too early, and hide that the first one worked.
         */
        NEVER
    }

    private final MarketplaceAddress address;
    private final HttpClient http;
    private final CallTimer timer;

    public MarketplaceHttp(MarketplaceAddress address, MeterRegistry registry) {
        this(address, registry, null);
    }

    /** @param trust null for the JVM's own; another one is for tests, and no configuration leads here */
    MarketplaceHttp(MarketplaceAddress address, MeterRegistry registry, SSLContext trust) {
        requireNoWireLog(System.getProperty("jdk.httpclient.HttpClient.log", ""));
        this.address = address;
        this.http = client(address, trust);
        this.timer = new CallTimer(registry, address.marketplace());
    }

    /** A request to this marketplace, with the id of the job it is for: the adapter adds its headers and a body. */
    public HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.baseUrl().resolve(path))
                .header("User-Agent", USER_AGENT)
                .header("Accept", "application/json")
                .header("Accept-Encoding", "gzip");
        JobLog.current().ifPresent(job -> request.header("X-Request-Id", job));
        return request;
    }

    /**
     * Sends it, within the time that the attempt on this thread has left.
     *
     * @param operation for metrics, of few per marketplace: orders, key …
     * @param unanswered told when no answer came, and why; not when it was the attempt that had no time left
     * @throws JobFailure when no whole answer came
     */
    public HttpResponse<byte[]> send(
            HttpRequest request, String operation, Repeat repeat, BeforeEachSend before, Consumer<CallEnd> unanswered)
            throws InterruptedException {
        before.run();
        try {
            return once(request, operation, unanswered);
        } catch (Lost lost) {
            if (repeat == Repeat.NEVER) {
                unanswered.accept(CallEnd.BROKEN);
                throw lost.asFailure();
            }
        }
        LOG.debug("{} {}: the connection was closed before an answer came; sent once more", address.title(), operation);
        before.run();
        try {
            return once(request, operation, unanswered);
        } catch (Lost again) {
            unanswered.accept(CallEnd.BROKEN);
            throw again.asFailure();
        }
    }

    private HttpResponse<byte[]> once(HttpRequest request, String operation, Consumer<CallEnd> unanswered)
            throws InterruptedException, Lost {
        Duration bound = Deadline.bounded(address.answerTimeout());
        AtomicBoolean answering = new AtomicBoolean();
        CallTimer.Call timed = timer.start(operation);
        try {
            HttpResponse<byte[]> answer = send(request, bound, answering);
            timed.answered(answer.statusCode());
            LOG.debug(
                    "{} {}: {} with {} bytes after {} ms over {}",
                    address.title(),
                    operation,
                    answer.statusCode(),
                    answer.body().length,
                    timed.elapsed().toMillis(),
                    answer.version());
            return answer;
        } catch (TimeoutException late) {
            timed.timedOut();
            if (bound.equals(address.answerTimeout())) {
                unanswered.accept(CallEnd.TIMED_OUT);
            }
            throw failure(" did not answer within " + seconds(bound) + " s.", null);
        } catch (HttpConnectTimeoutException late) {
            timed.timedOut();
            unanswered.accept(CallEnd.TIMED_OUT);
            throw failure(" did not accept a connection within " + seconds(address.connectTimeout()) + " s.", null);
        } catch (IOException broken) {
            timed.broke();
            boolean atOnce = !answering.get() && timed.elapsed().compareTo(address.connectTimeout()) < 0;
            JobFailure failure = broken(broken, atOnce);
            unanswered.accept(has(broken, BoundedBody.TooLarge.class) ? CallEnd.ANSWERED : CallEnd.BROKEN);
            throw failure;
        }
    }

    private HttpResponse<byte[]> send(HttpRequest request, Duration bound, AtomicBoolean answering)
            throws InterruptedException, IOException, TimeoutException {
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(request, head -> {
            answering.set(true);
            return new BoundedBody(address.largestAnswer(), head);
        });
        try {
            return answer.get(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } finally {
            answer.cancel(true); // also a connection that is still being made
        }
    }

    /**
     * A pooled connection that the other side has closed breaks within a round trip and before a byte of an answer. The JDK repeats
     * a GET then, but all calls of marketplaces are POST. What breaks later was perhaps worked on, and is not repeated here.
     */
    private JobFailure broken(IOException broken, boolean atOnce) throws Lost {
        if (has(broken, CertificateException.class)) {
            return failure(
                    "'s server does not prove that it is " + address.title()
                            + ": its certificate is not to be trusted. Nothing was sent; our operators have to look at it.",
                    broken);
        }
        if (has(broken, BoundedBody.TooLarge.class)) {
            return failure("'s answer is larger than " + address.largestAnswer() + " bytes.", null);
        }
        JobFailure failure = new JobFailure(Reason.TRANSIENT, "The connection to " + address.title() + " broke.");
        if (atOnce) {
            throw new Lost(failure);
        }
        return failure;
    }

    private JobFailure failure(String what, Throwable cause) {
        return new JobFailure(Reason.TRANSIENT, address.title() + what, null, cause);
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> cause) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(20)
                .anyMatch(cause::isInstance);
    }

    /** Rounded up, or a bound of milliseconds would read as none. */
    private static long seconds(Duration bound) {
        return Math.ceilDiv(bound.toMillis(), 1000L);
    }

    private static HttpClient client(MarketplaceAddress address, SSLContext trust) {
        SSLParameters tls = new SSLParameters();
        tls.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        // The JDK does so, too, unless a property of its own tells it not to.
        tls.setEndpointIdentificationAlgorithm("HTTPS");
        HttpClient.Builder client = HttpClient.newBuilder()
                .connectTimeout(address.connectTimeout())
                .followRedirects(Redirect.NEVER)
                .sslParameters(tls)
                // ALPN decides under TLS. In clear text the first call would have to ask for an upgrade.
                .version(address.isTls() ? Version.HTTP_2 : Version.HTTP_1_1);
        return (trust == null ? client : client.sslContext(trust)).build();
    }

    /** The JDK prints headers when it is told to, and so the keys of shops. */
    static void requireNoWireLog(String logged) {
        if (Arrays.stream(logged.toLowerCase(Locale.ROOT).split("[,:]"))
                .map(String::strip)
                .anyMatch(List.of("headers", "content", "all")::contains)) {
            throw new IllegalArgumentException(
                    "jdk.httpclient.HttpClient.log must name neither headers nor content nor all:"
                            + " they would print the keys of shops");
        }
    }

    private static void setUnlessGiven(String property, String value) {
        System.setProperty(property, System.getProperty(property, value));
    }

    /** The request was lost at once and without an answer. */
    private static final class Lost extends Exception {

        private final transient JobFailure failure;

        Lost(JobFailure failure) {
            super(failure.getMessage(), null, false, false);
            this.failure = failure;
        }

        JobFailure asFailure() {
            return failure;
        }
    }
}
