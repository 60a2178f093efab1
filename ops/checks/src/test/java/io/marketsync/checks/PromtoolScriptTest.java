package io.marketsync.checks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** ops/dev/promtool on machines that have nothing but what a test puts on PATH. */
class PromtoolScriptTest {

    @TempDir
    Path machine;

    private Path path;

    @BeforeEach
    void aMachineWithoutPackages() throws IOException {
        path = Files.createDirectory(machine.resolve("bin"));
        systemProgram("dirname");
    }

    @Test
    void promtoolOnThePathIsTaken() throws IOException {
        program("promtool", "exit 0");
        assertThat(find().program()).isEqualTo(path.resolve("promtool"));
    }

    @Test
    void withoutPromtoolTheBuildFailsAndSaysWhatToInstall() {
        assertThatThrownBy(this::find)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("promtool was not found")
                .hasMessageContaining("apt-get install --no-install-recommends prometheus");
    }

    @Test
    void aPromtoolThatDoesNotRunIsNotTaken() throws IOException {
        program("promtool", "exit 1");
        assertThatThrownBy(this::find).hasMessageContaining("promtool was not found");
    }

    @Test
    void theScriptDoesNotTakeItselfForPromtool() throws IOException {
        program("promtool", "exec '" + Promtool.SCRIPT + "' \"$@\"");
        assertThatThrownBy(this::find).hasMessageContaining("promtool was not found");
    }

    @Test
    void aFailedDownloadShowsWhatAptGetSaid() throws IOException {
        for (var name : new String[] {"mkdir", "mktemp", "rm", "tail", "id"}) {
            systemProgram(name);
        }
        program("dpkg-deb", "exit 1");
        program("apt-get", "echo 'E: no network today' >&2; exit 100");
        assertThatThrownBy(this::find)
                .hasMessageContaining("E: no network today")
                .hasMessageContaining("could not be downloaded");
        assertThat(machine.resolve("home")).as("nothing half done stays behind").isEmptyDirectory();
    }

    private Promtool find() {
        return Promtool.find(Map.of(
                "PATH", path.toString(),
                "PROMTOOL_HOME", machine.resolve("home").toString()));
    }

    private void program(String name, String body) throws IOException {
        var file = Files.writeString(path.resolve(name), "#!/bin/sh\n" + body + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private void systemProgram(String name) throws IOException {
        var inBin = Path.of("/bin", name);
        program(name, "exec " + (Files.exists(inBin) ? inBin : Path.of("/usr/bin", name)) + " \"$@\"");
    }
}
