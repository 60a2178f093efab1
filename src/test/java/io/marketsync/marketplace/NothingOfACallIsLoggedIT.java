package io.marketsync.marketplace;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.marketsync.failure.JobFailure;
import io.marketsync.marketplace.RawServer.Reply;
import io.marketsync.telemetry.JobLog;

import static org.assertj.core.api.Assertions.assertThat;

/** With every logger of the process as talkative as it can be. Each secret of a call has the word in it. */
class NothingOfACallIsLoggedIT {

    private static final String SECRET = "secret";

    private final Logger root = Logger.getLogger("");
    private final Level before = root.getLevel();
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler listener = new Handler() {

        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord entry) {
            logged.add(formatter.format(entry) + " of job " + JobLog.current().orElse("none"));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        listener.setLevel(Level.ALL);
        root.addHandler(listener);
        root.setLevel(Level.ALL);
        // or the console of the tests would show all of it
        Stream.of(root.getHandlers())
                .filter(other -> other != listener)
                .forEach(other -> other.setLevel(Level.WARNING));
    }

    @AfterEach
    void listenNoMore() {
        root.setLevel(before);
        root.removeHandler(listener);
        Stream.of(root.getHandlers()).forEach(other -> other.setLevel(Level.ALL));
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of("an answer", Reply.ok("{\"name\":\"answer-secret\"}")),
                Arguments.of(
                        "a refusal",
                        Reply.of("HTTP/1.1 403 No\r\nContent-Length: 13\r\nX-Other: secret\r\n\r\nanswer-secret")),
                Arguments.of("no HTTP", Reply.of("answer-secret\r\n\r\n").thenClose()),
                Arguments.of(
                        "a bad head",
                        Reply.of("HTTP/1.1 200 OK\r\nanswer-secret\r\n\r\n").thenClose()),
                Arguments.of(
                        "a cut body",
                        Reply.of("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nanswer-secret")
                                .thenClose()),
                Arguments.of(
                        "a garbled body",
                        Reply.of(
                                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 13\r\n\r\nanswer-secret")),
                Arguments.of("no answer", Reply.CLOSE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void neitherBodiesNorKeys(String name, Reply reply) throws Exception {
        UUID job = UUID.randomUUID();
        try (RawServer server = new RawServer((connection, request) -> reply);
                var ignored = JobLog.of(job)) {
            Market market = Market.at(server.uri());
            try {
                market.read();
                assertThat(logged).as("that it was called is").anyMatch(line -> line.contains("Elsewhere things"));
                assertThat(logged).anyMatch(line -> line.endsWith("of job " + job));
            } catch (JobFailure failure) {
                assertThat(printed(failure)).as("what the runner logs").doesNotContain(SECRET);
            }
        }
        assertThat(logged).noneMatch(line -> line.contains(SECRET));
    }

    private static String printed(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
