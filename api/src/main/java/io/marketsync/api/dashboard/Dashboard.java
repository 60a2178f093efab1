package io.marketsync.api.dashboard;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import org.jobrunr.dashboard.JobRunrApiHandler;
import org.jobrunr.dashboard.JobRunrSseHandler;
import org.jobrunr.dashboard.JobRunrStaticFileHandler;
import org.jobrunr.storage.ThreadSafeStorageProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.marketsync.api.security.TokenLookup;
import io.marketsync.queue.GuardedJobMapper;
import io.marketsync.queue.HostileRows;
import io.marketsync.queue.JobRunrJson;
import io.marketsync.queue.QueueStorage;

/**
 * JobRunr's dashboard on a loopback port of its own, from storage alone: all pools' servers and all jobs of the cluster. JobRunr's
 * own web server is not used: it listens on every interface and knows no sessions.
 */
@ApplicationScoped
public class Dashboard {

    private static final Logger LOG = LoggerFactory.getLogger(Dashboard.class);

    /** An open dashboard page keeps one for its events. */
    private static final int THREADS = 16;

    private final DashboardConfig config;
    private final TokenLookup tokens;
    private final AgroalDataSource dataSource;
    private HttpServer server;
    private ExecutorService threads;

    Dashboard(DashboardConfig config, TokenLookup tokens, @DataSource("dashboard") AgroalDataSource dataSource) {
        this.config = config;
        this.tokens = tokens;
        this.dataSource = dataSource;
    }

    void start(@Observes StartupEvent event) throws IOException {
        if (!config.enabled()) {
            return;
        }
        JobRunrJson json = new JobRunrJson();
        QueueStorage storage = new QueueStorage(dataSource, HostileRows.LEFT_OUT);
        storage.setJobMapper(new GuardedJobMapper(json));
        ThreadSafeStorageProvider shared = new ThreadSafeStorageProvider(storage);
        threads = Executors.newFixedThreadPool(THREADS, Dashboard::thread);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), config.port()), 0);
        server.setExecutor(threads);
        DashboardGate gate = new DashboardGate(tokens, new Sessions(config.session(), Clock.systemUTC()));
        serve(gate, "/", exchange -> {
            exchange.getResponseHeaders().set("Location", "/dashboard");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        serve(gate, "/dashboard", new JobRunrStaticFileHandler());
        serve(gate, "/api", new JobRunrApiHandler(shared, json, false));
        serve(gate, "/sse", new JobRunrSseHandler(shared, json));
        server.start();
        LOG.info(
                "JobRunr dashboard on http://127.0.0.1:{}/dashboard",
                server.getAddress().getPort());
    }

    /** JobRunr finds the classes a row names through the thread's class loader, and HttpServer's own threads know only the JDK. */
    private static Thread thread(Runnable work) {
        Thread thread = Thread.ofPlatform().name("dashboard").daemon().unstarted(work);
        thread.setContextClassLoader(Dashboard.class.getClassLoader());
        return thread;
    }

    private void serve(DashboardGate gate, String path, HttpHandler handler) {
        server.createContext(path, handler).getFilters().add(gate);
    }

    void stop(@Observes ShutdownEvent event) {
        if (server != null) {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    /** Where it listens, for tests that pick a free port. */
    public int port() {
        return server.getAddress().getPort();
    }
}
