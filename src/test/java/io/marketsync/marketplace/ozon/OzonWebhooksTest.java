package io.marketsync.marketplace.ozon;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.posting.Scheme;
import io.marketsync.webhook.UnreadableWebhook;
import io.marketsync.webhook.Webhook;
import io.marketsync.webhook.WebhookTranslator;
import io.marketsync.webhook.WebhookTranslatorContract;

import static org.assertj.core.api.Assertions.assertThat;

/** What is read of Ozon's calls, which of them are the same event, and how they are answered. */
class OzonWebhooksTest extends WebhookTranslatorContract {

    private static final String CANCELLED = """
            {"message_type":"TYPE_POSTING_CANCELLED","seller_id":15,"posting_number":"24219509-0020-1",\
            "products":[{"sku":147451959,"quantity":1}],"old_state":"posting_transferred_to_courier_service",\
            "new_state":"posting_canceled","changed_state_date":"2026-01-26T06:56:36.294Z",\
            "reason":{"id":0,"message":"string"},"warehouse_id":0}""";

    private static final Map<String, Scheme> OF_POSTINGS = Map.ofEntries(
            Map.entry("TYPE_NEW_POSTING", Scheme.FBS),
            Map.entry("TYPE_STATE_CHANGED", Scheme.FBS),
            Map.entry("TYPE_CUTOFF_DATE_CHANGED", Scheme.FBS),
            Map.entry("TYPE_DELIVERY_DATE_CHANGED", Scheme.FBS),
            Map.entry("TYPE_FBO_POSTING_NEW", Scheme.FBO),
            Map.entry("TYPE_FBO_POSTING_CANCELLED", Scheme.FBO),
            Map.entry("TYPE_FBO_POSTING_STATE_CHANGED", Scheme.FBO),
            Map.entry("TYPE_FBO_POSTING_DELIVERY_DATE_CHANGED", Scheme.FBO),
            Map.entry("TYPE_POSTING_INVENTED_TOMORROW", Scheme.FBS));

    private static final Map<String, Webhook.Part> OF_THE_SHOP = Map.of(
            "TYPE_CREATE_OR_UPDATE_ITEM", Webhook.Part.OFFERS,
            "TYPE_CREATE_ITEM", Webhook.Part.OFFERS,
            "TYPE_UPDATE_ITEM", Webhook.Part.OFFERS,
            "TYPE_STOCKS_CHANGED", Webhook.Part.STOCK,
            "TYPE_ORDER_NEW", Webhook.Part.ORDERS,
            "TYPE_ORDER_CANCELLED", Webhook.Part.ORDERS,
            "TYPE_ORDER_STATE_CHANGED", Webhook.Part.ORDERS);

    private static final List<String> OF_NOTHING = List.of(
            "TYPE_NEW_MESSAGE",
            "TYPE_UPDATE_MESSAGE",
            "TYPE_MESSAGE_READ",
            "TYPE_CHAT_CLOSED",
            "TYPE_DESCRIPTION_CATEGORY_TREE_CHANGED",
            "TYPE_PRICE_INDEX_CHANGED",
            "TYPE_FBO_STOCKS_CHANGED",
            "TYPE_INVENTED_TOMORROW");

    private final OzonWebhooks ozon = new OzonWebhooks();

    @Override
    protected WebhookTranslator translator() {
        return ozon;
    }

    @Override
    protected String ping() {
        return "{\"message_type\":\"TYPE_PING\",\"time\":\"2019-08-24T14:15:22Z\"}";
    }

    @Override
    protected List<Sample> events() {
        List<Sample> events = new ArrayList<>();
        events.add(new Sample(CANCELLED, new Webhook.Changed("24219509-0020-1", Scheme.FBS)));
        OF_POSTINGS.forEach((type, scheme) -> events.add(new Sample(
                "{\"message_type\":\"" + type + "\",\"posting_number\":\"24219509-0020-1\"}",
                new Webhook.Changed("24219509-0020-1", scheme))));
        OF_THE_SHOP.forEach((type, part) -> events.add(new Sample(ofItems(type), part)));
        OF_NOTHING.forEach(type -> events.add(new Sample(ofItems(type), new Webhook.Nothing())));
        return events;
    }

    private static String ofItems(String type) {
        return "{\"message_type\":\"" + type + "\",\"items\":[{\"sku\":1}]}";
    }

    @Override
    protected List<String> again() {
        return List.of("""
                        { "changed_state_date":"2026-01-26T06:56:36.294Z", "new_state":"posting_canceled", "warehouse_id": 7,
                          "posting_number":"24219509-0020-1", "message_type":"TYPE_POSTING_CANCELLED", "attempt": 2 }""");
    }

    @Override
    protected List<String> incomplete() {
        return List.of(
                "{}",
                "{\"message_type\":7}",
                "{\"message_type\":\"type_ping\"}",
                "{\"message_type\":\"TYPE PING\"}",
                "{\"message_type\":\"TYPE_STATE_CHANGED\"}",
                "{\"message_type\":\"TYPE_STATE_CHANGED\",\"posting_number\":7}",
                "{\"message_type\":\"TYPE_STATE_CHANGED\",\"posting_number\":\"\"}",
                "{\"message_type\":\"TYPE_OTHER\",\"posting_number\":\"a b\"}",
                "{\"message_type\":\"TYPE_OTHER\",\"posting_number\":\"a\\u0000\"}",
                "{\"message_type\":\"TYPE_FBO_POSTING_NEW\",\"uuid\":\"u\"}",
                // too long to be kept
                "{\"message_type\":\"TYPE_STATE_CHANGED\",\"posting_number\":\"" + "1".repeat(101) + "\"}");
    }

    @Test
    void answersAreWordedAsOzonWantsThem() {
        assertThat(ozon.pong("1.2.0", Instant.parse("2026-11-26T10:00:00.123Z")))
                .isEqualTo("{\"version\":\"1.2.0\",\"name\":\"marketsync\",\"time\":\"2026-11-26T10:00:00Z\"}");
        assertThat(ozon.accepted()).isEqualTo("{\"result\":true}");
        assertThat(ozon.refused(false, "No \"such\" path."))
                .isEqualTo(
                        "{\"error\":{\"code\":\"ERROR_UNKNOWN\",\"message\":\"No \\\"such\\\" path.\",\"details\":null}}");
        assertThat(ozon.refused(true, "x")).contains("ERROR_PARAMETER_VALUE_MISSED");
    }

    @Test
    void anOrderThatNamesAPostingHasThatOneAskedFor() throws Exception {
        assertThat(event("{\"message_type\":\"TYPE_ORDER_CANCELLED\",\"posting_number\":\"1\"}")
                        .subject())
                .isEqualTo(new Webhook.Changed("1", Scheme.FBS));
    }

    @Test
    void theSameEventInAnotherOrderOrWithOtherTrimmingsIsTheSame() throws Exception {
        assertThat(key("{\"message_type\":\"TYPE_FBO_POSTING_NEW\",\"uuid\":\"u1\",\"posting_number\":\"1\"}"))
                .isEqualTo(
                        key(
                                "{\"message_type\":\"TYPE_FBO_POSTING_NEW\",\"posting_number\":\"1\",\"uuid\":\"u1\",\"sent\":3}"));
        assertThat(
                        key(
                                "{\"message_type\":\"TYPE_CUTOFF_DATE_CHANGED\",\"posting_number\":\"1\",\"a\":{\"x\":1,\"y\":[1,2]}}"))
                .isEqualTo(
                        key(
                                "{\"a\":{\"y\":[1,2],\"x\":1},\"posting_number\":\"1\",\"message_type\":\"TYPE_CUTOFF_DATE_CHANGED\"}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TYPE_POSTING_CANCELLED | TYPE_STATE_CHANGED",
                "24219509-0020-1 | 24219509-0020-2",
                "posting_canceled | posting_delivered",
                "06:56:36.294 | 06:56:36.295"
            })
    void anotherTypePostingStateOrTimeIsAnotherEvent(String what, String other) throws Exception {
        assertThat(key(CANCELLED)).isNotEqualTo(key(CANCELLED.replace(what, other)));
    }

    @Test
    void eventsWithoutAStateAreToldApartByAllTheySay() throws Exception {
        String cutoff =
                "{\"message_type\":\"TYPE_CUTOFF_DATE_CHANGED\",\"posting_number\":\"1\",\"new_cutoff_date\":\"%s\"}";
        assertThat(key(cutoff.formatted("2026-11-26T10:00:00Z")))
                .isNotEqualTo(key(cutoff.formatted("2026-11-27T10:00:00Z")));
        String late = "{\"message_type\":\"TYPE_NEW_POSTING\",\"posting_number\":\"1\",\"in_process_at\":\"%s\"}";
        assertThat(key(late.formatted(""))).as("paid since").isNotEqualTo(key(late.formatted("2026-11-27T10:00:00Z")));
        String bare = "{\"message_type\":\"TYPE_STATE_CHANGED\",\"posting_number\":\"1\",\"new_state\":\"a\",\"x\":%d}";
        assertThat(key(bare.formatted(1))).isNotEqualTo(key(bare.formatted(2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"TYPE_PING\"", "{\"message_type\":\"TYPE_PING\"}{}", "{\"a\":NaN}"})
    void whatIsNoObjectIsGarbled(String body) {
        assertThat(unreadable(body.getBytes(StandardCharsets.UTF_8))).returns(false, UnreadableWebhook::incomplete);
    }

    @Test
    void depthIsBounded() {
        String deep = "{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}";
        assertThat(unreadable(deep.getBytes(StandardCharsets.UTF_8))).returns(false, UnreadableWebhook::incomplete);
    }
}
