package io.marketsync.api.imports;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A body as it is cut into portions. */
class ArrivingTest {

    private static final long NO_LIMIT = Long.MAX_VALUE;

    private final List<byte[]> kept = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void portionsAreFullAndTheirSumIsThatOfTheWhole() {
        byte[] body = new byte[2 * Arriving.CHUNK + 1];
        Arrays.fill(body, (byte) 'x');
        Arriving.Whole whole = read(new ByteArrayInputStream(body), NO_LIMIT);
        assertThat(kept).extracting(chunk -> chunk.length).containsExactly(Arriving.CHUNK, Arriving.CHUNK, 1);
        assertThat(whole.sha256()).isEqualTo(DigestUtils.sha256Hex(body));
    }

    @ParameterizedTest
    @CsvSource({"0, ''", "1, a", "1, a|", "2, a|b", "3, a||b|", "1, |"})
    void linesAreCounted(int lines, String text) {
        byte[] body = text.replace('|', '\n').getBytes(StandardCharsets.US_ASCII);
        assertThat(read(new ByteArrayInputStream(body), NO_LIMIT).lines()).isEqualTo(lines);
    }

    @Test
    void whatIsTooLongIsGivenUpBeforeItIsRead() {
        AtomicLong sent = new AtomicLong();
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                sent.incrementAndGet();
                return 'x';
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                int portion = Math.min(length, 64 * 1024);
                sent.addAndGet(portion);
                return portion;
            }
        };
        long limit = 3L * Arriving.CHUNK;
        assertThatThrownBy(() -> read(endless, limit))
                .satisfies(refused -> assertThat(code(refused)).isEqualTo(ProblemCode.BODY_TOO_LARGE));
        assertThat(sent.get()).isBetween(limit, limit + Arriving.CHUNK);
        assertThat(kept).hasSize(3);
    }

    @Test
    void whoDripsOrBreaksOffIsGivenUp() {
        InputStream dripping = new InputStream() {
            @Override
            public int read() {
                nanos.addAndGet(Duration.ofMinutes(1).toNanos());
                return 'x';
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                into[offset] = (byte) read();
                return 1;
            }
        };
        assertThatThrownBy(() -> read(dripping, NO_LIMIT))
                .satisfies(refused -> assertThat(code(refused)).isEqualTo(ProblemCode.UPLOAD_INCOMPLETE));
        assertThat(nanos.get()).isEqualTo(Arriving.LONGEST.plusMinutes(1).toNanos());
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("Connection was closed");
            }
        };
        assertThatThrownBy(() -> read(broken, NO_LIMIT))
                .satisfies(refused -> assertThat(code(refused)).isEqualTo(ProblemCode.UPLOAD_INCOMPLETE));
        assertThat(kept).isEmpty();
    }

    private Arriving.Whole read(InputStream body, long limit) {
        return new Arriving(body, limit, nanos::get).read((number, bytes) -> {
            kept.add(bytes.clone());
            assertThat(number).isEqualTo(kept.size());
        });
    }

    private static ProblemCode code(Throwable refused) {
        return ((ProblemException) refused).code();
    }
}
