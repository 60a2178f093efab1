package io.marketsync.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Where server programs are unpacked: one directory per user, so that root and an ordinary user do not meet. */
final class Scratch {

    private static final Set<PosixFilePermission> OURS_ALONE = PosixFilePermissions.fromString("rwx------");

    private Scratch() {}

    static Path directory(String of) {
        String user = System.getProperty("user.name").replaceAll("[^A-Za-z0-9_.-]", "_");
        try {
            Path own = Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir"), "marketsync-" + user));
            requireOwn(own, System.getProperty("user.name"));
            return Files.createDirectories(own.resolve(of));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack server programs; set TMPDIR to a writable directory", e);
        }
    }

    /** What is unpacked there is run: nobody else may have made the directory, or write into it. */
    private static void requireOwn(Path directory, String user) throws IOException {
        if (!Files.getFileStore(directory).supportsFileAttributeView(PosixFileAttributeView.class)) {
            return;
        }
        if (Files.isSymbolicLink(directory)
                || !Files.getOwner(directory).getName().equals(user)) {
            throw new IOException(
                    directory + " belongs to somebody else; remove it, or set TMPDIR to another directory");
        }
        Files.setPosixFilePermissions(directory, OURS_ALONE);
    }
}
