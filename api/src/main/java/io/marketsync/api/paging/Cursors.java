package io.marketsync.api.paging;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.marketsync.api.problem.ProblemCode;
import io.marketsync.api.problem.ProblemException;

/**
 * Writes and reads cursors: version, hash of the scope, keyset, HMAC-SHA256 over all of it, as base64url. The signature
 * is checked before anything is parsed, so a keyset that comes out is one that went in.
 */
@Singleton
public class Cursors {

    /** Longest cursor read; keysets are a time and an id, a fraction of it. */
    public static final int MAX_LENGTH = 1024;

    private static final byte VERSION = 1;
    private static final int MAC_BYTES = 32;
    private static final int SMALLEST = 1 + CursorScope.HASH_BYTES + MAC_BYTES;

    private final CursorKey key;

    @Inject
    Cursors(CursorKey key) {
        this.key = key;
    }

    public String write(Keyset keyset, CursorScope scope) {
        byte[] content = content(keyset, scope);
        byte[] signed = Arrays.copyOf(content, content.length + MAC_BYTES);
        System.arraycopy(key.sign(content), 0, signed, content.length, MAC_BYTES);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(signed);
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a keyset of " + content.length + " bytes is too long for a cursor");
        }
        return text;
    }

    /** Refuses with BAD_CURSOR what this api did not write, with CURSOR_MISMATCH what it wrote for another scope. */
    public Keyset read(String text, CursorScope scope) {
        byte[] signed = decode(text);
        byte[] content = Arrays.copyOf(signed, signed.length - MAC_BYTES);
        byte[] mac = Arrays.copyOfRange(signed, content.length, signed.length);
        if (!MessageDigest.isEqual(mac, key.sign(content)) || content[0] != VERSION) {
            throw ProblemException.of(ProblemCode.BAD_CURSOR);
        }
        byte[] hash = Arrays.copyOfRange(content, 1, 1 + CursorScope.HASH_BYTES);
        if (!MessageDigest.isEqual(hash, scope.hash())) {
            throw ProblemException.of(ProblemCode.CURSOR_MISMATCH);
        }
        return keyset(content);
    }

    private static byte[] decode(String text) {
        if (text.length() > MAX_LENGTH) {
            throw ProblemException.of(ProblemCode.BAD_CURSOR);
        }
        try {
            byte[] signed = Base64.getUrlDecoder().decode(text);
            // Base64 ignores left-over bits; one cursor has one spelling here.
            boolean canonical = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(signed)
                    .equals(text);
            if (signed.length < SMALLEST || !canonical) {
                throw ProblemException.of(ProblemCode.BAD_CURSOR);
            }
            return signed;
        } catch (IllegalArgumentException e) {
            throw ProblemException.of(ProblemCode.BAD_CURSOR);
        }
    }

    private static byte[] content(Keyset keyset, CursorScope scope) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.write(scope.hash());
            for (String value : keyset.values()) {
                out.writeUTF(value);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("a keyset value is too long for a cursor", e);
        }
        return bytes.toByteArray();
    }

    private static Keyset keyset(byte[] content) {
        int start = 1 + CursorScope.HASH_BYTES;
        List<String> values = new ArrayList<>();
        try (DataInputStream in =
                new DataInputStream(new ByteArrayInputStream(content, start, content.length - start))) {
            while (in.available() > 0) {
                values.add(in.readUTF());
            }
        } catch (IOException e) {
            throw new IllegalStateException("a signed cursor does not parse", e);
        }
        return new Keyset(values);
    }
}
