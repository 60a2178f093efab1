package io.marketsync.imports;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Cuts a text in UTF-8 into records: lines, or rows of CSV, whose quoted cells may have line ends. Holds one buffer, whatever is sent: a record has
 * at most {@value #LONGEST} bytes. Of one that is longer, or whose quotation mark is never closed, the first line is given up, and what follows is
 * read on.
 */
final class Records {

    /** Both codes of a pair with their 100 characters, in four bytes each, are a tenth of it. */
    static final int LONGEST = 8 * 1024;

    /** For texts without quoted cells. */
    static final int LINES = -1;

    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final InputStream in;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    private final byte[] buffer = new byte[8 * LONGEST];
    private int start;
    private int end;
    private boolean all;

    Records(InputStream in) throws IOException {
        this.in = in;
        fill();
        if (end >= BOM.length && buffer[0] == BOM[0] && buffer[1] == BOM[1] && buffer[2] == BOM[2]) {
            start = BOM.length;
        }
    }

    /**
     * Without its line end; null behind the last one.
     *
     * @param delimiter of cells, a character of ASCII, or {@link #LINES}
     */
    String next(int delimiter) throws IOException, RefusedRow {
        fill();
        if (start == end) {
            return null;
        }
        int limit = Math.min(end, start + LONGEST + 1);
        boolean cellBegins = true;
        boolean quoted = false;
        for (int at = start; at < limit; at++) {
            byte b = buffer[at];
            if (quoted) {
                boolean twice = b == '"' && at + 1 < end && buffer[at + 1] == '"';
                quoted = b != '"' || twice;
                at += twice ? 1 : 0;
            } else if (b == '\n') {
                return record(at, at + 1);
            } else {
                quoted = delimiter != LINES && b == '"' && cellBegins;
                cellBegins = b == delimiter;
            }
        }
        if (!quoted && all && end - start <= LONGEST) {
            return record(end, end);
        }
        skipLine();
        throw quoted
                ? new RefusedRow("", "OPEN_QUOTE", Map.of("max", LONGEST))
                : new RefusedRow("", "ROW_TOO_LONG", Map.of("max", LONGEST));
    }

    private String record(int to, int next) throws RefusedRow {
        int last = to > start && buffer[to - 1] == '\r' ? to - 1 : to;
        ByteBuffer bytes = ByteBuffer.wrap(buffer, start, last - start);
        start = next;
        try {
            return utf8.decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new RefusedRow("", "NOT_UTF8", Map.of());
        }
    }

    private void skipLine() throws IOException {
        do {
            while (start < end) {
                if (buffer[start++] == '\n') {
                    return;
                }
            }
            fill();
        } while (start < end);
    }

    /** At least one record, however long it may be, or all that is left. */
    private void fill() throws IOException {
        if (all || end - start > LONGEST + 1) {
            return;
        }
        System.arraycopy(buffer, start, buffer, 0, end - start);
        end -= start;
        start = 0;
        while (end < buffer.length) {
            int read = in.read(buffer, end, buffer.length - end);
            if (read < 0) {
                all = true;
                return;
            }
            end += read;
        }
    }
}
