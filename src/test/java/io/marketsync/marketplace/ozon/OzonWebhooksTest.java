package io.marketsync.marketplace.ozon;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.posting.Scheme;
import io.marketsync.testing.Printed;
import io.marketsync.webhook.UnreadableWebhook;
import io.marketsync.webhook.Webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What is read of Ozon's calls, which of them are the same event, and how they are answered. */
class OzonWebhooksTest {

    private static final String CANCELLED = """
            {"message_type":"TYPE_POSTING_CANCELLED","seller_id":15,"posting_number":"24219509-0020-1",\
            "products":[{"sku":147451959,"quantity":1}],"old_state":"posting_transferred_to_courier_service",\
            "new_state":"posting_canceled","changed_state_date":"2026-01-26T06:56:36.294Z",\
            "reason":{"id":0,"message":"string"},"warehouse_id":0}""";

    private final OzonWebhooks ozon = new OzonWebhooks();

    @Test
    void aPingIsAnsweredAsOzonWantsIt() throws Exception {
        assertThat(read("{\"message_type\":\"TYPE_PING\",\"time\":\"2019-08-24T14:15:22Z\"}"))
                .isEqualTo(new Webhook.Ping());
        assertThat(ozon.pong("1.2.0", Instant.parse("2026-11-26T10:00:00.123Z")))
                .isEqualTo("{\"version\":\"1.2.0\",\"name\":\"marketsync\",\"time\":\"2026-11-26T10:00:00Z\"}");
        assertThat(ozon.accepted()).isEqualTo("{\"result\":true}");
        assertThat(ozon.refused(false, "No \"such\" path."))
                .isEqualTo(
                        "{\"error\":{\"code\":\"ERROR_UNKNOWN\",\"message\":\"No \\\"such\\\" path.\",\"details\":null}}");
        assertThat(ozon.refused(true, "x")).contains("ERROR_PARAMETER_VALUE_MISSED");
    }

    @ParameterizedTest
    @CsvSource({
        "TYPE_NEW_POSTING, FBS",
        "TYPE_POSTING_CANCELLED, FBS",
        "TYPE_STATE_CHANGED, FBS",
        "TYPE_CUTOFF_DATE_CHANGED, FBS",
        "TYPE_DELIVERY_DATE_CHANGED, FBS",
        "TYPE_FBO_POSTING_NEW, FBO",
        "TYPE_FBO_POSTING_STATE_CHANGED, FBO",
        "TYPE_INVENTED_TOMORROW, FBS"
    })
    void whatNamesAPostingHasItAskedFor(String type, Scheme scheme) throws Exception {
        Webhook.Event event = event("{\"message_type\":\"" + type + "\",\"posting_number\":\"24219509-0020-1\"}");
        assertThat(event.subject()).isEqualTo(new Webhook.Changed("24219509-0020-1", scheme));
        assertThat(event.type()).isEqualTo(type);
        assertThat(event.key()).hasSize(32);
    }

    @ParameterizedTest
    @CsvSource({
        "TYPE_CREATE_OR_UPDATE_ITEM, OFFERS",
        "TYPE_CREATE_ITEM, OFFERS",
        "TYPE_UPDATE_ITEM, OFFERS",
        "TYPE_STOCKS_CHANGED, STOCK",
        "TYPE_ORDER_NEW, ORDERS",
        "TYPE_ORDER_CANCELLED, ORDERS",
        "TYPE_ORDER_STATE_CHANGED, ORDERS"
    })
    void whatIsAboutAShopHasThatPartLookedAt(String type, Webhook.Part part) throws Exception {
        assertThat(aboutItems(type)).isEqualTo(part);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TYPE_NEW_MESSAGE",
                "TYPE_CHAT_CLOSED",
                "TYPE_DESCRIPTION_CATEGORY_TREE_CHANGED",
                "TYPE_PRICE_INDEX_CHANGED",
                "TYPE_FBO_STOCKS_CHANGED",
                "TYPE_INVENTED_TOMORROW"
            })
    void whatIsKeptNowhereIsAboutNothing(String type) throws Exception {
        assertThat(aboutItems(type)).isEqualTo(new Webhook.Nothing());
    }

    @Test
    void anOrderThatNamesAPostingHasThatOneAskedFor() throws Exception {
        assertThat(event("{\"message_type\":\"TYPE_ORDER_CANCELLED\",\"posting_number\":\"1\"}")
                        .subject())
                .isEqualTo(new Webhook.Changed("1", Scheme.FBS));
    }

    private Webhook.Subject aboutItems(String type) throws UnreadableWebhook {
        return event("{\"message_type\":\"" + type + "\",\"items\":[{\"sku\":1}]}")
                .subject();
    }

    @Test
    void theSameEventInAnotherOrderOrWithOtherTrimmingsIsTheSame() throws Exception {
        assertThat(key(CANCELLED)).isEqualTo(key("""
                        { "changed_state_date":"2026-01-26T06:56:36.294Z", "new_state":"posting_canceled", "warehouse_id": 7,
                          "posting_number":"24219509-0020-1", "message_type":"TYPE_POSTING_CANCELLED", "attempt": 2 }"""));
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
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"TYPE_PING\"",
                "{",
                "{\"message_type\":\"TYPE_PING\"}{}",
                "<html>",
                "\u0000",
                "{\"a\":NaN}"
            })
    void whatIsNoObjectIsGarbled(String body) {
        UnreadableWebhook refused = unreadable(body);
        assertThat(refused.incomplete()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"message_type\":7}",
                "{\"message_type\":\"type_ping\"}",
                "{\"message_type\":\"TYPE PING\"}",
                "{\"message_type\":\"TYPE_STATE_CHANGED\"}",
                "{\"message_type\":\"TYPE_STATE_CHANGED\",\"posting_number\":7}",
                "{\"message_type\":\"TYPE_STATE_CHANGED\",\"posting_number\":\"\"}",
                "{\"message_type\":\"TYPE_OTHER\",\"posting_number\":\"a b\"}",
                "{\"message_type\":\"TYPE_OTHER\",\"posting_number\":\"a\\u0000\"}",
                "{\"message_type\":\"TYPE_FBO_POSTING_NEW\",\"uuid\":\"u\"}"
            })
    void whatLacksItsTypeOrItsPostingIsIncomplete(String body) {
        assertThat(unreadable(body).incomplete()).isTrue();
    }

    @Test
    void aNumberTooLongToBeKeptIsIncomplete() {
        assertThat(unreadable("{\"message_type\":\"TYPE_STATE_CHANGED\",\"posting_number\":\"" + "1".repeat(101)
                                + "\"}")
                        .incomplete())
                .isTrue();
    }

    @Test
    void depthIsBounded() {
        assertThat(unreadable("{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}")
                        .incomplete())
                .isFalse();
    }

    /** Whatever comes is read or refused; nothing else is thrown. */
    @Test
    void noBytesBreakIt() {
        Random random = new Random(Printed.seed(OzonWebhooksTest.class, "webhooks.seed"));
        for (int i = 0; i < 20_000; i++) {
            byte[] body = CANCELLED.getBytes(StandardCharsets.UTF_8);
            for (int changes = random.nextInt(6); changes >= 0; changes--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(ozon.read(body)).isNotNull();
            } catch (UnreadableWebhook refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
    }

    private Webhook read(String body) throws UnreadableWebhook {
        return ozon.read(body.getBytes(StandardCharsets.UTF_8));
    }

    private Webhook.Event event(String body) throws UnreadableWebhook {
        return (Webhook.Event) read(body);
    }

    private String key(String body) throws UnreadableWebhook {
        return HexFormat.of().formatHex(event(body).key());
    }

    private UnreadableWebhook unreadable(String body) {
        UnreadableWebhook refused = catchThrowableOfType(UnreadableWebhook.class, () -> read(body));
        assertThat(refused).as("refused").isNotNull();
        return refused;
    }
}
