package io.marketsync.api.imports;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.LongSupplier;

import org.apache.commons.codec.digest.DigestUtils;

import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;

/**
 * A body of any length, read in portions of at most {@value #CHUNK} bytes, of which one is in memory. What is longer than its limit, or takes
 * longer than ten minutes, is given up: a seller who drips would keep a thread.
 */
final class Arriving {

    static final int CHUNK = 512 * 1024;

    static final Duration LONGEST = Duration.ofMinutes(10);

    /** Keeps a portion. */
    @FunctionalInterface
    interface Keep {

        /** @param number from 1 */
        void chunk(int number, byte[] bytes);
    }

    /** @param sha256 of all of it, in hex */
    record Whole(String sha256, long lines) {}

    private final InputStream body;
    private final long limit;
    private final LongSupplier nanos;
    private final long began;
    private final MessageDigest digest = DigestUtils.getSha256Digest();
    private long bytes;
    private long lines;
    private boolean lineOpen;

    Arriving(InputStream body, long limit, LongSupplier nanos) {
        this.body = body;
        this.limit = limit;
        this.nanos = nanos;
        this.began = nanos.getAsLong();
    }

    Whole read(Keep keep) {
        byte[] chunk = new byte[CHUNK];
        int number = 0;
        for (int filled = fill(chunk); filled > 0; filled = fill(chunk)) {
            digest.update(chunk, 0, filled);
            count(chunk, filled);
            number++;
            keep.chunk(number, filled == CHUNK ? chunk : Arrays.copyOf(chunk, filled));
        }
        return new Whole(HexFormat.of().formatHex(digest.digest()), lines + (lineOpen ? 1 : 0));
    }

    private int fill(byte[] chunk) {
        try {
            int filled = 0;
            while (filled < CHUNK) {
                int read = body.read(chunk, filled, CHUNK - filled);
                if (read < 0) {
                    break;
                }
                filled += read;
                bytes += read;
                require();
            }
            return filled;
        } catch (IOException e) {
            throw ProblemException.of(ProblemCode.UPLOAD_INCOMPLETE).causedBy(e);
        }
    }

    private void require() {
        if (bytes > limit) {
            throw ProblemException.of(ProblemCode.BODY_TOO_LARGE, limit);
        }
        if (nanos.getAsLong() - began > LONGEST.toNanos()) {
            throw ProblemException.of(ProblemCode.UPLOAD_INCOMPLETE);
        }
    }

    private void count(byte[] chunk, int filled) {
        for (int at = 0; at < filled; at++) {
            lines += chunk[at] == '\n' ? 1 : 0;
        }
        lineOpen = chunk[filled - 1] != '\n';
    }
}
