package io.marketsync.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

import io.marketsync.bench.Figures.Better;

/**
 * {@code ops/dev/bench webhooks}: how fast the product answers a marketplace's calls, while it works on what they tell of; then while its
 * PostgreSQL hangs, and whether all that was refused is kept when it is told again. Calls come at their own pace, whatever the answers
 * do, and wait from the moment when they should have been made. Prints one table; some two minutes.
 */
public final class WebhookAnswers {

    private static final int RATE = 50;
    private static final int CALLS = 2_000;
    private static final int CALLS_AROUND_THE_HANG = 1_000;
    private static final Duration HANG = Duration.ofSeconds(10);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int ROUNDS_OF_REPETITION = 20;
    private static final long SECOND = 1_000_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private record Call(String path, String body) {}

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ProductProcess product;
    private final String origin;
    private final List<String> paths = new ArrayList<>();
    private final List<String> numbers = new ArrayList<>();
    private int told;

    private WebhookAnswers(ProductProcess product) {
        this.product = product;
        this.origin = "http://127.0.0.1:" + product.apiPort;
    }

    public static void main(String[] none) throws Exception {
        try (ProductProcess product = new ProductProcess("marketsync.webhooks.senders.ozon.networks=127.0.0.1/32")) {
            new WebhookAnswers(product).run();
        }
        System.exit(0);
    }

    private void run() throws IOException, InterruptedException {
        JsonNode demo = JSON.readTree(product.data().resolve("demo.json").toFile());
        for (JsonNode seller : demo.path("sellers")) {
            connect(seller);
        }
        called(calls(CALLS / 4)); // the JVM warms up
        Tally usual = called(calls(CALLS));
        Tally hanging = whileItHangs();
        int left = repeated(hanging.refused);
        Table table = new Table("usual", "PostgreSQL hangs");
        usual.into(table.figures("webhooks", "usual"));
        hanging.into(table.figures("webhooks", "PostgreSQL hangs"));
        Report.print(
                Machine.facts()
                        + String.format(
                                Locale.ROOT,
                                "calls       %d a second to %d shops: of postings, stock, offers, pings and repetitions",
                                RATE,
                                paths.size()),
                "",
                table.text(),
                String.format(
                        Locale.ROOT,
                        "PostgreSQL hung for %d s of %d. Of the %d calls that were refused %d were not accepted when told again.",
                        HANG.toSeconds(),
                        CALLS_AROUND_THE_HANG / RATE,
                        hanging.refused.size(),
                        left));
        if (left > 0) {
            throw new IllegalStateException("calls were lost");
        }
    }

    /** A path for each shop of a seller, and numbers of its postings as soon as some were pulled. */
    private void connect(JsonNode seller) throws IOException, InterruptedException {
        String token = seller.path("token").asText();
        for (JsonNode shop : seller.path("shops")) {
            String path = "/api/v1/shops/" + shop.path("id").asText() + "/webhook";
            paths.add(
                    URI.create(asked("POST", path, token).path("url").asText()).getPath());
        }
        for (int looks = 0; looks < 120; looks++) {
            JsonNode postings =
                    asked("GET", "/api/v1/postings?limit=100", token).path("items");
            if (postings.size() > 50) {
                postings.forEach(posting -> numbers.add(posting.path("number").asText()));
                return;
            }
            TimeUnit.MILLISECONDS.sleep(500);
        }
        throw new IllegalStateException("no postings were pulled");
    }

    private JsonNode asked(String method, String path, String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(origin + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .method(method, BodyPublishers.noBody())
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(path + " answers " + answer.statusCode() + ": " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    /** Of ten calls five tell of postings, two of stock, one of offers, one is a ping, and one tells again what the one before told. */
    private List<Call> calls(int count) {
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < count; i++, told++) {
            String path = paths.get(told % paths.size());
            switch (told % 10) {
                case 6, 7 ->
                    calls.add(
                            new Call(path, event("TYPE_STOCKS_CHANGED", "\"items\":[{\"product_id\":" + told + "}]")));
                case 8 -> calls.add(new Call(path, event("TYPE_CREATE_OR_UPDATE_ITEM", "\"product_id\":" + told)));
                case 9 -> calls.add(new Call(path, event("TYPE_PING", "\"time\":\"" + Instant.now() + "\"")));
                case 5 -> calls.add(calls.isEmpty() ? new Call(path, changed()) : calls.getLast());
                default -> calls.add(new Call(path, changed()));
            }
        }
        return calls;
    }

    private String changed() {
        return event(
                "TYPE_STATE_CHANGED",
                "\"posting_number\":\"" + numbers.get(told % numbers.size()) + "\",\"new_state\":\"posting_delivered\","
                        + "\"changed_state_date\":\"" + Instant.ofEpochSecond(1_800_000_000L + told) + "\"");
    }

    private static String event(String type, String rest) {
        return "{\"message_type\":\"" + type + "\"," + rest + "}";
    }

    private Tally whileItHangs() throws InterruptedException {
        List<Call> calls = calls(CALLS_AROUND_THE_HANG);
        Thread hang = Thread.ofPlatform().daemon().start(() -> {
            try {
                TimeUnit.SECONDS.sleep(2);
                product.freezePostgres();
                try {
                    TimeUnit.MILLISECONDS.sleep(HANG.toMillis());
                } finally {
                    product.thawPostgres();
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Tally tally = called(calls);
        hang.join();
        return tally;
    }

    /** At their own pace. */
    private Tally called(List<Call> calls) throws InterruptedException {
        Tally tally = new Tally();
        List<CompletableFuture<?>> answers = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < calls.size(); i++) {
            long due = begin + i * TimeUnit.SECONDS.toNanos(1) / RATE;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            Call call = calls.get(i);
            answers.add(sent(call).handle((answer, failure) -> {
                tally.answered(call, (System.nanoTime() - due) / 1000, failure == null ? answer.statusCode() : 0);
                return null;
            }));
        }
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
        return tally;
    }

    private CompletableFuture<HttpResponse<Void>> sent(Call call) {
        return http.sendAsync(
                HttpRequest.newBuilder(URI.create(origin + call.path))
                        .timeout(TIMEOUT)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(call.body))
                        .build(),
                BodyHandlers.discarding());
    }

    /** As a marketplace repeats what was refused: some times, with pauses. How many never were accepted. */
    private int repeated(Iterable<Call> refused) throws InterruptedException {
        List<Call> left = new ArrayList<>();
        refused.forEach(left::add);
        for (int round = 0; round < ROUNDS_OF_REPETITION && !left.isEmpty(); round++) {
            List<Call> again = new ArrayList<>();
            for (Call call : left) {
                if (sent(call)
                        .handle((answer, failure) -> failure != null || answer.statusCode() != 200)
                        .join()) {
                    again.add(call);
                }
            }
            left = again;
            if (!left.isEmpty()) {
                TimeUnit.SECONDS.sleep(1);
            }
        }
        return left.size();
    }

    private static final class Tally {

        private final Histogram took = new ConcurrentHistogram(3);
        private final AtomicInteger accepted = new AtomicInteger();
        private final AtomicInteger unavailable = new AtomicInteger();
        private final AtomicInteger otherwise = new AtomicInteger();
        private final AtomicInteger late = new AtomicInteger();
        private final ConcurrentLinkedQueue<Call> refused = new ConcurrentLinkedQueue<>();

        void answered(Call call, long micros, int status) {
            took.recordValue(micros);
            if (micros > SECOND) {
                late.incrementAndGet();
            }
            (status == 200 ? accepted : status == 503 ? unavailable : otherwise).incrementAndGet();
            if (status != 200) {
                refused.add(call);
            }
        }

        void into(Figures figures) {
            figures.add("accepted", "calls", accepted.get(), Better.NEITHER);
            figures.add("refused with 503", "calls", unavailable.get(), Better.NEITHER);
            figures.add("answered otherwise, or not", "calls", otherwise.get(), Better.NEITHER);
            for (double percentile : new double[] {50, 99, 100}) {
                figures.add(
                        percentile == 100 ? "longest" : "p" + (int) percentile,
                        "ms",
                        took.getValueAtPercentile(percentile) / 1000.0,
                        Better.NEITHER);
            }
            figures.add("over 1 s", "calls", late.get(), Better.NEITHER);
        }
    }
}
