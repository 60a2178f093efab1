package io.marketsync.marketplace.ozon;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.label.Created;
import io.marketsync.label.LabelError;
import io.marketsync.label.Labels;
import io.marketsync.label.Printing;
import io.marketsync.shop.ShopAccess;

/**
 * {@code /v3/posting/fbs/package-label/create} and {@code /v2/posting/fbs/package-label/get}: tasks of up to 20 postings that await
 * deliver. One that is not ready refuses all. Ozon makes a task for each size of label; the large one is what it shows in its cabinet.
 */
public final class OzonLabels implements Labels {

    static final String CREATE = "/v3/posting/fbs/package-label/create";
    static final String GET = "/v2/posting/fbs/package-label/get";

    private static final int MOST = 20;

    /** "45 to 60 seconds after shipping", says Ozon of the labels before. */
    private static final Duration SETTLING = Duration.ofSeconds(60);

    private static final String LARGE = "big_label";
    private static final int LONGEST_CODE = 60;

    private final OzonClient client;
    private final OzonFiles files;

    public OzonLabels(OzonClient client, OzonConfig config) {
        this.client = client;
        this.files = new OzonFiles(client, config);
    }

    @Override
    public String marketplace() {
        return OzonClient.MARKETPLACE;
    }

    @Override
    public int most() {
        return MOST;
    }

    @Override
    public Duration settling() {
        return SETTLING;
    }

    @Override
    public Created create(ShopAccess shop, List<String> numbers) throws InterruptedException {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        numbers.forEach(request.putArray("posting_numbers")::add);
        OzonClient.Changed changed = client.changeOrRefusal(shop, CREATE, "labels", request);
        return changed.answer() == null
                ? new Created.Refused(refusal(changed.refusal().message()))
                : new Created.Task(task(changed.answer()));
    }

    private static String task(JsonNode answer) {
        JsonNode tasks = answer.path("tasks");
        JsonNode task = StreamSupport.stream(tasks.spliterator(), false)
                .filter(each -> each.path("task_type").asText().equals(LARGE))
                .findFirst()
                .orElse(tasks.path(0));
        Long id = OzonPosting.whole(task, "task_id");
        if (id == null) {
            throw OzonPosting.garbled("no task of labels in the answer");
        }
        return id.toString();
    }

    @Override
    public Printing poll(ShopAccess shop, String task, List<String> numbers) throws InterruptedException {
        JsonNode answer;
        try {
            answer = client.call(
                    shop, GET, "labels", JsonNodeFactory.instance.objectNode().put("task_id", Long.parseLong(task)));
        } catch (JobFailure failure) {
            if (failure.reason() == Reason.REJECTED) {
                return new Printing.Forgotten();
            }
            throw failure;
        }
        JsonNode status = answer.path("status");
        return switch (status.path("code").asText()) {
            case "completed" -> done(answer, numbers);
            case "error" -> new Printing.Failed(failed(answer.path("error")));
            case "" -> throw OzonPosting.garbled("a task of labels without a status");
            default -> new Printing.Pending();
        };
    }

    private Printing done(JsonNode answer, List<String> numbers) throws InterruptedException {
        Map<String, LabelError> unprinted = new HashMap<>();
        answer.path("status")
                .path("unprinted_postings")
                .forEach(posting -> unprinted.put(
                        posting.path("posting_number").asText(),
                        unprinted(posting.path("message").asText())));
        boolean none = unprinted.keySet().containsAll(numbers);
        String address = OzonPosting.text(answer, "file_url");
        if (!none && address == null) {
            throw OzonPosting.garbled("labels without a file");
        }
        return new Printing.Done(none ? new byte[0] : files.pdf(address), unprinted);
    }

    private static LabelError refusal(String message) {
        return isNotReady(message)
                ? notReady()
                : new LabelError(
                        true,
                        code(message, "INVALID_ARGUMENT"),
                        "Ozon prints no label of this posting. Look at it in the seller cabinet.");
    }

    private static LabelError unprinted(String message) {
        return isNotReady(message)
                ? notReady()
                : new LabelError(
                        false,
                        code(message, "UNPRINTED"),
                        "Ozon left this label out. It is asked again; if it stays so, print it in the seller cabinet.");
    }

    private static LabelError failed(JsonNode error) {
        String message = error.path("message").asText("");
        return isNotReady(message)
                ? notReady()
                : new LabelError(
                        false,
                        code(error.path("code").asText(message), "FAILED"),
                        "Ozon could not print this label. It is asked again; if it stays so, print it in the seller cabinet.");
    }

    private static boolean isNotReady(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        return lower.contains("aren't ready")
                || lower.contains("not ready")
                || lower.contains("no_postings_for_batch_download");
    }

    private static LabelError notReady() {
        return new LabelError(false, "NOT_READY", "Ozon is not ready to print this label; it is asked again.");
    }

    /** Ozon's word as far as it is one: its messages have numbers in them, or sentences in other languages. */
    private static String code(String said, String otherwise) {
        String word =
                said.toUpperCase(Locale.ROOT).replaceAll("[^A-Z_ ]", "").strip().replace(' ', '_');
        String cut = word.length() > LONGEST_CODE ? word.substring(0, LONGEST_CODE) : word;
        return cut.isEmpty() ? otherwise : cut;
    }
}
