package io.marketsync.marketplace.ozon;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.marketsync.failure.JobFailure;
import io.marketsync.failure.Reason;
import io.marketsync.label.Created;
import io.marketsync.label.Labels;
import io.marketsync.label.LabelsContract;
import io.marketsync.label.Printing;
import io.marketsync.shop.ShopAccess;
import io.marketsync.simulator.fault.FaultKind;
import io.marketsync.simulator.fault.FaultRule;
import io.marketsync.simulator.world.Posting;
import io.marketsync.testing.TestOzon;

import static io.marketsync.marketplace.ozon.OzonWorld.CLIENT;
import static io.marketsync.marketplace.ozon.OzonWorld.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Labels of Ozon, with the simulator; and what becomes of addresses that lead elsewhere. */
class OzonLabelsIT extends LabelsContract {

    private static OzonWorld world;
    private static List<String> ready;

    @BeforeAll
    static void open() {
        world = OzonWorld.withPostings(12, 4_000);
        ready = world.truth(io.marketsync.simulator.world.Scheme.FBS)
                .filter(posting -> posting.phaseAt(NOW).status().equals("awaiting_deliver"))
                .filter(posting -> posting.timeline().lastChangedAt(NOW).isBefore(NOW.minus(Duration.ofMinutes(1))))
                .map(posting -> posting.number().text())
                .toList();
        assertThat(ready).hasSizeGreaterThan(20);
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @AfterEach
    void behaveAgain() {
        world.simulator.faults().clear();
        world.simulator.labels().behave();
        world.simulator.labels().address(world.simulator.uri());
    }

    @Override
    protected Labels labels() {
        return world.labels;
    }

    @Override
    protected ShopAccess shop() {
        return world.shop();
    }

    @Override
    protected List<String> packed(int count) {
        return ready.subList(0, count);
    }

    @Override
    protected String notReady() {
        return world.truth(io.marketsync.simulator.world.Scheme.FBS)
                .filter(posting -> posting.phaseAt(NOW).status().equals("awaiting_packaging"))
                .map(Posting::number)
                .findFirst()
                .orElseThrow()
                .text();
    }

    @Override
    protected void spoil(String number) {
        world.simulator.labels().spoil(number);
    }

    @Override
    protected void leaveOut(String number) {
        world.simulator.labels().leaveOut(number, "Отправление отменено, " + number);
    }

    @Override
    protected void losesAnswers() {
        world.misbehave(FaultKind.RESET_AFTER_COMMIT, null, null);
    }

    @Override
    protected long made() {
        return world.simulator.labels().created();
    }

    /** A small and a large one. */
    @Override
    protected int perRequest() {
        return 2;
    }

    @Test
    void aTaskIsACallEachLookAtItIsOneAndItsFileAnother() throws InterruptedException {
        assertThat(labels().most()).isEqualTo(20);
        world.simulator.calls().clear();
        long files = world.simulator.labels().filesGiven();
        assertThat(looked()).isNull();
        assertThat(world.calls()).as("a task, and three looks").isEqualTo(1 + 3);
        assertThat(world.simulator.labels().filesGiven()).isEqualTo(files + 1);
    }

    @Test
    void aPostingThatOzonDoesNotKnowIsRefused() throws InterruptedException {
        assertThat(labels().create(shop(), List.of("1-1-1"))).isInstanceOf(Created.Refused.class);
    }

    @Test
    void anotherShopsTaskIsNone() throws InterruptedException {
        assertThat(labels().poll(shop(), "7999999", packed(1))).isInstanceOf(Printing.Forgotten.class);
    }

    @Test
    void numbersMayBeTextsAndTheAnswerMayHaveMore() throws InterruptedException {
        for (FaultKind kind :
                List.of(FaultKind.NUMBERS_AS_STRINGS, FaultKind.UNKNOWN_FIELDS, FaultKind.SHUFFLED_PAGE)) {
            world.misbehave(kind, null, null);
            assertThat(labels().create(shop(), packed(2))).isInstanceOf(Created.Task.class);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultKind.class,
            names = {"STATUS500", "HTML502", "EMPTY_BODY", "TRUNCATED", "RESET_BEFORE", "TRUNCATED_BODY"})
    void aFileThatDoesNotComeWholeIsTriedAgain(FaultKind kind) throws InterruptedException {
        world.simulator
                .faults()
                .add(new FaultRule(null, "/files/", CLIENT, kind, FaultRule.FOR_EVER, null, null, null, null, null));
        Throwable failure = looked();
        if (kind == FaultKind.TRUNCATED_BODY) {
            assertThat(failure)
                    .as("half of a PDF begins like one; whoever stores it looks")
                    .isNull();
        } else {
            assertThat(failure).isInstanceOfSatisfying(JobFailure.class, known -> assertThat(known.reason())
                    .isEqualTo(Reason.TRANSIENT));
        }
    }

    @Test
    void anAddressThatLeadsElsewhereIsNotCalledAndNotShown() throws InterruptedException {
        world.simulator.labels().address(URI.create("https://files.example/secret-path"));
        assertThat(looked())
                .isInstanceOf(JobFailure.class)
                .hasMessageContaining("marketsync.ozon.file-hosts")
                .hasMessageNotContaining("example")
                .hasMessageNotContaining("secret-path");
    }

    private Throwable looked() throws InterruptedException {
        List<String> numbers = packed(1);
        String task = ((Created.Task) labels().create(shop(), numbers)).id();
        for (int look = 0; look < 2; look++) {
            assertThat(labels().poll(shop(), task, numbers)).isInstanceOf(Printing.Pending.class);
        }
        return catchThrowableOfType(Throwable.class, () -> labels().poll(shop(), task, numbers));
    }

    @ParameterizedTest
    @CsvSource({
        "https://ozone.ru/a.pdf",
        "https://cdn1.ozone.ru/s3/x/a.pdf?signature=1",
        "https://CDN1.OZONE.RU:443/a.pdf",
        "http://127.0.0.1:7070/files/a.pdf"
    })
    void filesLieAtListedHostsOrBesideTheSimulator(String address) {
        assertThat(files("http://127.0.0.1:7070").allowed(address)).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://cdn1.ozone.ru/a.pdf",
                "https://cdn1.ozone.ru:8443/a.pdf",
                "https://ozone.ru.evil.example/a.pdf",
                "https://evilozone.ru/a.pdf",
                "https://evil.example#.ozone.ru",
                "https://ozone.ru@evil.example/a.pdf",
                "https://user:word@ozone.ru/a.pdf",
                "https://ozone.ru\\@evil.example/a.pdf",
                "https:///a.pdf",
                "//ozone.ru/a.pdf",
                "/files/a.pdf",
                "file:///etc/passwd",
                "ftp://ozone.ru/a.pdf",
                "http://127.0.0.1:7071/a.pdf",
                "http://127.0.0.2:7070/a.pdf",
                "http://localhost:7070/a.pdf",
                "http://169.254.169.254/latest",
                "https://[::1]/a.pdf",
                "",
                "not an address"
            })
    void nothingElseIsCalled(String address) {
        assertThatThrownBy(() -> files("http://127.0.0.1:7070").allowed(address))
                .isInstanceOf(JobFailure.class)
                .hasMessageContaining("marketsync.ozon.file-hosts");
    }

    @Test
    void whereOzonIsOzonNothingOnLoopbackIsCalled() {
        assertThatThrownBy(() -> files("https://api-seller.ozon.ru").allowed("http://127.0.0.1:7070/a.pdf"))
                .isInstanceOf(JobFailure.class);
    }

    @Test
    void redirectsAreNotFollowedAndNoKeyIsSent() {
        try (OneAnswer elsewhere = new OneAnswer(200, "%PDF-1.4");
                OneAnswer moved = new OneAnswer(302, "", "Location", elsewhere.uri() + "/a.pdf")) {
            assertThatThrownBy(() -> pdf(moved)).hasMessageContaining("HTTP 302");
            assertThat(moved.asked).hasSize(1);
            assertThat(moved.headersOfCalls.getFirst().keySet()).doesNotContain("Api-key", "Client-id");
            assertThat(elsewhere.asked).isEmpty();
        }
    }

    @Test
    void whatIsNoPdfIsNoLabel() {
        for (String body : List.of("<html>", "%PD", "", " %PDF-1.4")) {
            try (OneAnswer answer = new OneAnswer(200, body)) {
                assertThatThrownBy(() -> pdf(answer)).hasMessage("Ozon's file of labels is no PDF.");
            }
        }
    }

    @Test
    void aFileIsAsLargeAsAnAnswerMayBe() {
        try (OneAnswer answer = new OneAnswer(200, "%PDF-" + "x".repeat(1_000))) {
            OzonConfig config = new TestOzon(answer.uri(), Duration.ofSeconds(3), Duration.ofSeconds(20), 1_000);
            OzonFiles files = new OzonFiles(OzonWorld.client(config), config);
            assertThatThrownBy(() -> files.pdf(answer.uri() + "/a.pdf"))
                    .isInstanceOf(JobFailure.class)
                    .hasMessageContaining("larger than 1000 bytes");
        }
    }

    private static byte[] pdf(OneAnswer answer) throws InterruptedException {
        return files(answer.uri().toString()).pdf(answer.uri() + "/a.pdf");
    }

    private static OzonFiles files(String api) {
        OzonConfig config = TestOzon.at(URI.create(api));
        return new OzonFiles(OzonWorld.client(config), config);
    }
}
