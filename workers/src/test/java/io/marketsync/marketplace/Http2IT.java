package io.marketsync.marketplace;

import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PfxOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A server that offers HTTP/2 is spoken to in it; here, because the library knows no such server. */
class Http2IT {

    @TempDir
    private static Path directory;

    private static Certificates certificates;

    private final Vertx vertx = Vertx.vertx();
    private final Set<String> connections = ConcurrentHashMap.newKeySet();

    @BeforeAll
    static void certify() {
        certificates = Certificates.signedByItself(directory, "ip:127.0.0.1");
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void whereTlsOffersItHttp2IsSpokenAndCallsShareAConnection() throws Exception {
        int together = 16;
        CountDownLatch allAreThere = new CountDownLatch(together);
        Market market = Market.at(serve(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1), allAreThere), trust());
        assertThat(market.read().version()).isEqualTo(Version.HTTP_2);
        connections.clear();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<byte[]>>> calls = IntStream.range(0, together)
                    .mapToObj(call -> threads.submit(market::read))
                    .toList();
            for (Future<HttpResponse<byte[]>> call : calls) {
                assertThat(call.get().statusCode()).isEqualTo(200);
            }
        }
        assertThat(connections).hasSize(1);
    }

    @Test
    void whereItDoesNotHttp11Is() throws Exception {
        Market market = Market.at(serve(List.of(HttpVersion.HTTP_1_1), new CountDownLatch(0)), trust());
        assertThat(market.read().version()).isEqualTo(Version.HTTP_1_1);
    }

    private SSLContext trust() {
        return certificates.trusted();
    }

    /** @param together after the first call, no call is answered before all of these are there */
    private URI serve(List<HttpVersion> offered, CountDownLatch together) {
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setSsl(true)
                .setUseAlpn(true)
                .setAlpnVersions(offered)
                .setKeyCertOptions(
                        new PfxOptions().setPath(certificates.file().toString()).setPassword(Certificates.password())));
        boolean[] first = {true};
        server.requestHandler(request -> {
            connections.add(request.connection().remoteAddress().toString());
            if (first[0]) {
                first[0] = false;
                request.response().end("{}");
                return;
            }
            together.countDown();
            vertx.<Void>executeBlocking(
                            () -> {
                                together.await();
                                return null;
                            },
                            false)
                    .onSuccess(done -> request.response().end("{}"));
        });
        server.listen().toCompletionStage().toCompletableFuture().join();
        return URI.create("https://127.0.0.1:" + server.actualPort());
    }
}
