package io.marketsync.marketplace;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of the build that runs, as Maven wrote it beside this class. */
final class BuildVersion {

    static final String OF_THIS = read();

    private BuildVersion() {}

    private static String read() {
        try (InputStream build = BuildVersion.class.getResourceAsStream("build.properties")) {
            Properties written = new Properties();
            written.load(build);
            return written.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException("build.properties cannot be read", e);
        }
    }
}
