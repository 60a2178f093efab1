package io.marketsync.imports;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Records as they are cut, a fault by its code. */
class RecordsTest {

    private static final String LONG = "x".repeat(Records.LONGEST + 1);

    @Test
    void linesEndAsTheyDoOnAnyMachineAndTheLastNeedsNoEnd() throws IOException {
        assertThat(cut("a\r\nb\n\nc", ';')).containsExactly("a", "b", "", "c");
        assertThat(cut("a\n", ';')).containsExactly("a");
        assertThat(cut("", ';')).isEmpty();
        assertThat(cut("\uFEFFa\n\uFEFFb", ';'))
                .as("one mark in front is none of it")
                .containsExactly("a", "\uFEFFb");
    }

    @Test
    void quotedCellsHaveLineEndsDelimitersAndQuotes() throws IOException {
        assertThat(cut("\"a\nb\";1\nc;\"d;\"\"\n\"\ne", ';')).containsExactly("\"a\nb\";1", "c;\"d;\"\"\n\"", "e");
        assertThat(cut("5\" pipe;1\nb", ';'))
                .as("a quote inside of a cell is one")
                .containsExactly("5\" pipe;1", "b");
        assertThat(cut("{\"a\":\"\n", Records.LINES)).as("lines know none").containsExactly("{\"a\":\"");
    }

    @Test
    void aQuoteThatIsNeverClosedCostsItsLineAlone() throws IOException {
        assertThat(cut("a\n\"b;1\nc\nd", ';')).containsExactly("a", "OPEN_QUOTE", "c", "d");
        assertThat(cut("a\n\"b;1\n" + LONG + "\nd", ';')).containsExactly("a", "OPEN_QUOTE", "ROW_TOO_LONG", "d");
        assertThat(cut("\"", ';')).containsExactly("OPEN_QUOTE");
    }

    @Test
    void aLineMayHaveSoManyBytesAndOneOfAnyLengthIsPassedBy() throws IOException {
        assertThat(cut(LONG.substring(1) + "\nb", ';')).containsExactly(LONG.substring(1), "b");
        assertThat(cut(LONG + "\nb", ';')).containsExactly("ROW_TOO_LONG", "b");
        assertThat(cut(LONG.repeat(100) + "\nb\n" + LONG, Records.LINES))
                .containsExactly("ROW_TOO_LONG", "b", "ROW_TOO_LONG");
        assertThat(cut("\"" + LONG.repeat(100), ';')).containsExactly("OPEN_QUOTE");
    }

    @Test
    void whatIsNoUtf8CostsItsLineAlone() throws IOException {
        byte[] windows = "a\nчай\nb".getBytes("windows-1251");
        assertThat(cut(new ByteArrayInputStream(windows), ';')).containsExactly("a", "NOT_UTF8", "b");
        assertThat(cut("чай «1» 茶 🍵\n", ';')).containsExactly("чай «1» 茶 🍵");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 4096})
    void howTheStreamIsPortionedChangesNothing(int portion) throws IOException {
        StringBuilder text = new StringBuilder();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 9_000; i++) {
            lines.add("чай-" + i + ";\"1\r\n" + i + "\"");
            text.append(lines.getLast()).append("\r\n");
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        InputStream dripping = new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, portion));
            }
        };
        assertThat(cut(dripping, ';')).isEqualTo(lines);
    }

    private static List<String> cut(String text, int delimiter) throws IOException {
        return cut(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), delimiter);
    }

    private static List<String> cut(InputStream in, int delimiter) throws IOException {
        Records records = new Records(in);
        List<String> all = new ArrayList<>();
        while (true) {
            try {
                String record = records.next(delimiter);
                if (record == null) {
                    return all;
                }
                all.add(record);
            } catch (RefusedRow refused) {
                all.add(refused.refusal().code());
            }
        }
    }
}
