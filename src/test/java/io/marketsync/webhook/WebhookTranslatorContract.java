package io.marketsync.webhook;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import io.marketsync.testing.Printed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What every adapter must do that reads a marketplace's calls to us. */
public abstract class WebhookTranslatorContract {

    private static final int LARGEST = 64 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A call, and what it is to be understood as telling of. */
    public record Sample(String body, Webhook.Subject subject) {}

    protected abstract WebhookTranslator translator();

    /** Is anybody there? */
    protected abstract String ping();

    /** One of each type that is known, each another event; a posting among them, and something that is kept nowhere. */
    protected abstract List<Sample> events();

    /** The first of the events, told once more, as the marketplace may: in another order, say, or counting how often it has tried. */
    protected abstract List<String> again();

    /** Calls that are the marketplace's but lack what makes an event of them. */
    protected abstract List<String> incomplete();

    @Test
    protected void whoAsksWhetherAnybodyIsThereIsToldSo() throws Exception {
        assertThat(read(ping())).isEqualTo(new Webhook.Ping());
        assertThat(JSON.readTree(translator().pong("1.2.0", Instant.parse("2026-11-26T10:00:00.123Z"))))
                .isNotEmpty();
    }

    @Test
    protected void eachEventIsAboutWhatItTellsOf() throws Exception {
        for (Sample sample : events()) {
            Webhook.Event event = event(sample.body());
            assertThat(event.subject()).as(sample.body()).isEqualTo(sample.subject());
            assertThat(event.type()).hasSizeBetween(1, 60);
            if (event.subject() instanceof Webhook.Changed posting) {
                assertThat(posting.number()).matches("[\\x21-\\x7e]{1,100}");
                assertThat(posting.scheme()).isNotNull();
            }
        }
        assertThat(events()).extracting(Sample::subject).hasAtLeastOneElementOfType(Webhook.Changed.class);
        assertThat(events()).extracting(Sample::subject).contains(new Webhook.Nothing());
    }

    @Test
    protected void eventsHaveKeysOfTheirOwnAndRepetitionsTheSame() throws Exception {
        Set<List<Byte>> keys = new HashSet<>();
        for (Sample sample : events()) {
            keys.add(key(sample.body()));
            assertThat(key(sample.body())).hasSize(32).isEqualTo(key(sample.body()));
        }
        assertThat(keys).hasSameSizeAs(events());
        for (String repetition : again()) {
            assertThat(key(repetition)).isEqualTo(key(events().getFirst().body()));
        }
    }

    @Test
    protected void whatLacksItsFactsIsToldSo() {
        assertThat(incomplete()).isNotEmpty().allSatisfy(body -> assertThat(
                        unreadable(body.getBytes(StandardCharsets.UTF_8)))
                .returns(true, UnreadableWebhook::incomplete));
    }

    @Test
    protected void whatIsNoneOfTheMarketplacesIsRefused() {
        for (String body : List.of("", " ", "null", "\u0000", "<html>502</html>", "{", "[".repeat(LARGEST))) {
            UnreadableWebhook refused = unreadable(body.getBytes(StandardCharsets.UTF_8));
            assertThat(refused.incomplete()).isFalse();
            assertThat(refused.getMessage()).isNotBlank();
        }
        byte[] large = new byte[LARGEST];
        new Random(1).nextBytes(large);
        assertThat(unreadable(large)).isNotNull();
    }

    /** Whatever comes is read or refused; nothing else is thrown, and no refusal quotes what came. */
    @Test
    protected void noBytesBreakIt() {
        Random random = new Random(Printed.seed(getClass(), "webhooks.seed"));
        for (int i = 0; i < 20_000; i++) {
            byte[] body = events().get(i % events().size()).body().getBytes(StandardCharsets.UTF_8);
            for (int changes = random.nextInt(6); changes >= 0; changes--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(translator().read(body)).isNotNull();
            } catch (UnreadableWebhook refused) {
                assertThat(refused.getMessage())
                        .isNotBlank()
                        .doesNotContain(new String(body, StandardCharsets.ISO_8859_1));
            }
        }
    }

    @Test
    protected void answersAreJsonWhateverTheySay() throws Exception {
        assertThat(JSON.readTree(translator().accepted())).isNotEmpty();
        String said = "No \"such\" path.\n\u0007 Ключ";
        for (boolean incomplete : new boolean[] {true, false}) {
            JsonNode refusal = JSON.readTree(translator().refused(incomplete, said));
            assertThat(refusal.findValuesAsText("message")).contains(said);
        }
    }

    @Test
    protected void whereItCallsFromIsNamedAsNetworks() {
        assertThat(translator().networks())
                .doesNotHaveDuplicates()
                .allMatch(network -> network.matches("(\\d{1,3}\\.){3}\\d{1,3}/\\d{1,2}|[0-9a-f:]+/\\d{1,3}"));
        assertThat(translator().marketplace()).matches("[a-z]{1,40}");
    }

    protected final Webhook read(String body) throws UnreadableWebhook {
        return translator().read(body.getBytes(StandardCharsets.UTF_8));
    }

    protected final Webhook.Event event(String body) throws UnreadableWebhook {
        return (Webhook.Event) read(body);
    }

    protected final List<Byte> key(String body) throws UnreadableWebhook {
        byte[] key = event(body).key();
        Byte[] boxed = new Byte[key.length];
        for (int i = 0; i < key.length; i++) {
            boxed[i] = key[i];
        }
        return List.of(boxed);
    }

    protected final UnreadableWebhook unreadable(byte[] body) {
        UnreadableWebhook refused =
                catchThrowableOfType(UnreadableWebhook.class, () -> translator().read(body));
        assertThat(refused).as("refused").isNotNull();
        return refused;
    }
}
