package io.marketsync.marketplace.ozon;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.commons.codec.digest.DigestUtils;

import io.marketsync.posting.Scheme;
import io.marketsync.webhook.UnreadableWebhook;
import io.marketsync.webhook.Webhook;
import io.marketsync.webhook.WebhookTranslator;

/**
 * Push notifications of Ozon (Seller API, section on push notifications). Of an event that names a posting only the number and whose
 * it is to ship are read, of another only its type. Pushes of FBO and of orders have an id; those of FBS have none, so what they say
 * makes them the same.
 */
public final class OzonWebhooks implements WebhookTranslator {

    /** As Ozon documents them, September 2026. It documents no signature. */
    private static final List<String> NETWORKS = List.of("195.34.21.0/24", "185.73.192.0/22", "91.223.93.0/24");

    private static final String PING = "TYPE_PING";
    private static final String NEW = "TYPE_NEW_POSTING";
    private static final Set<String> CHANGES_OF_STATE = Set.of("TYPE_STATE_CHANGED", "TYPE_POSTING_CANCELLED");

    /** They are about a posting, so they name one. Others may. */
    private static final Set<String> OF_POSTINGS = Set.of(
            NEW,
            "TYPE_STATE_CHANGED",
            "TYPE_POSTING_CANCELLED",
            "TYPE_CUTOFF_DATE_CHANGED",
            "TYPE_DELIVERY_DATE_CHANGED",
            "TYPE_FBO_POSTING_NEW",
            "TYPE_FBO_POSTING_CANCELLED",
            "TYPE_FBO_POSTING_STATE_CHANGED",
            "TYPE_FBO_POSTING_DELIVERY_DATE_CHANGED");

    /**
     * What is about the shop and names no posting. Not here, and so ignored: chats and the tree of categories, which nobody here keeps; the
     * price index, which changes no price; stock in Ozon's own warehouses, which Ozon counts.
     */
    private static final Map<String, Webhook.Part> OF_THE_SHOP = Map.of(
            "TYPE_CREATE_OR_UPDATE_ITEM", Webhook.Part.OFFERS,
            "TYPE_CREATE_ITEM", Webhook.Part.OFFERS,
            "TYPE_UPDATE_ITEM", Webhook.Part.OFFERS,
            "TYPE_STOCKS_CHANGED", Webhook.Part.STOCK,
            "TYPE_ORDER_NEW", Webhook.Part.ORDERS,
            "TYPE_ORDER_CANCELLED", Webhook.Part.ORDERS,
            "TYPE_ORDER_STATE_CHANGED", Webhook.Part.ORDERS);

    private static final String FBO = "TYPE_FBO_";
    private static final Pattern TYPE = Pattern.compile("[A-Z][A-Z0-9_]{1,59}");

    /** Of the column {@code posting.number}; Ozon's are digits and hyphens, and nothing else would survive in a call. */
    private static final Pattern NUMBER = Pattern.compile("[\\x21-\\x7e]{1,100}");

    private static final String UNIT = "\u001f";

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(20).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    @Override
    public String marketplace() {
        return OzonClient.MARKETPLACE;
    }

    @Override
    public List<String> networks() {
        return NETWORKS;
    }

    @Override
    public Webhook read(byte[] body) throws UnreadableWebhook {
        JsonNode call = parse(body);
        String type = text(call, "message_type");
        if (!TYPE.matcher(type).matches()) {
            throw UnreadableWebhook.without("message_type");
        }
        if (type.equals(PING)) {
            return new Webhook.Ping();
        }
        return new Webhook.Event(key(type, call), type, subject(type, call));
    }

    private static JsonNode parse(byte[] body) throws UnreadableWebhook {
        try {
            JsonNode call = JSON.readTree(body);
            if (call != null && call.isObject()) {
                return call;
            }
        } catch (IOException e) {
            // told below, without the words of the parser: they quote what came
        }
        throw UnreadableWebhook.garbled("The body is no JSON object.");
    }

    private static Webhook.Subject subject(String type, JsonNode call) throws UnreadableWebhook {
        String number = text(call, "posting_number");
        if (NUMBER.matcher(number).matches()) {
            return new Webhook.Changed(number, type.startsWith(FBO) ? Scheme.FBO : Scheme.FBS);
        }
        if (OF_POSTINGS.contains(type) || !number.isEmpty()) {
            throw UnreadableWebhook.without("posting_number");
        }
        Webhook.Part part = OF_THE_SHOP.get(type);
        return part == null ? new Webhook.Nothing() : part;
    }

    /**
     * Two calls that we take for one lose an event, two that we take for two cost one call to Ozon: where it is not known what makes an
     * event, everything it says does, in whatever order.
     */
    private static byte[] key(String type, JsonNode call) throws UnreadableWebhook {
        String id = text(call, "uuid");
        if (!id.isEmpty()) {
            return DigestUtils.sha256(String.join(UNIT, "uuid", type, id));
        }
        String number = text(call, "posting_number");
        String changed = text(call, "changed_state_date");
        if (CHANGES_OF_STATE.contains(type) && !changed.isEmpty()) {
            return DigestUtils.sha256(String.join(UNIT, "state", type, number, text(call, "new_state"), changed));
        }
        if (type.equals(NEW)) {
            return DigestUtils.sha256(String.join(UNIT, "new", type, number, text(call, "in_process_at")));
        }
        try {
            Object inOrder = JSON.treeToValue(call, TreeMap.class);
            return DigestUtils.sha256(UNIT + JSON.writeValueAsString(inOrder));
        } catch (JsonProcessingException e) {
            throw UnreadableWebhook.garbled("The body is no JSON object.");
        }
    }

    /** Empty unless it is a text. */
    private static String text(JsonNode call, String field) {
        JsonNode value = call.path(field);
        return value.isTextual() ? value.textValue() : "";
    }

    @Override
    public String pong(String version, Instant now) {
        return object().put("version", version)
                .put("name", "marketsync")
                .put("time", now.truncatedTo(ChronoUnit.SECONDS).toString())
                .toString();
    }

    @Override
    public String accepted() {
        return object().put("result", true).toString();
    }

    @Override
    public String refused(boolean incomplete, String message) {
        ObjectNode answer = object();
        answer.putObject("error")
                .put("code", incomplete ? "ERROR_PARAMETER_VALUE_MISSED" : "ERROR_UNKNOWN")
                .put("message", message)
                .putNull("details");
        return answer.toString();
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
