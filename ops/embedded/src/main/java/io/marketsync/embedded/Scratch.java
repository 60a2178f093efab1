package io.marketsync.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where server programs are unpacked: one directory per user, so that root and an ordinary user do not meet. */
final class Scratch {

    private Scratch() {}

    static Path directory(String of) {
        String user = System.getProperty("user.name").replaceAll("[^A-Za-z0-9_.-]", "_");
        try {
            return Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir"), "marketsync-" + user, of));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack server programs; set TMPDIR to a writable directory", e);
        }
    }
}
