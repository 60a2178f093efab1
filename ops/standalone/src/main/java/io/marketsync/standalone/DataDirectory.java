package io.marketsync.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Supplier;

/** Where a standalone installation keeps everything; readable by its user alone. */
record DataDirectory(Path root) {

    static DataDirectory open(Path root) throws IOException {
        Path absolute = root.toAbsolutePath().normalize();
        Files.createDirectories(absolute);
        Files.setPosixFilePermissions(absolute, PosixFilePermissions.fromString("rwx------"));
        return new DataDirectory(absolute);
    }

    Path postgres() {
        return root.resolve("postgres");
    }

    Path redis() {
        return root.resolve("redis");
    }

    /** A secret that is made once and then kept, in a file for this user's eyes. */
    String kept(String name, Supplier<String> make) throws IOException {
        Path file = root.resolve(name);
        if (Files.notExists(file)) {
            write(name, make.get());
        }
        return Files.readString(file);
    }

    /** Whole or not at all: a process may die in between. */
    void write(String name, String text) throws IOException {
        Path part = Files.createTempFile(root, name, ".part");
        Files.writeString(part, text);
        Files.move(part, root.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
