package io.marketsync.checks;

import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RunbookTest {

    private final MetricCatalogue catalogue = MetricCatalogue.load();
    private final Set<String> alerts = Repository.rules().stream()
            .flatMap(file -> AlertRules.alerts(Repository.yaml(file)).stream())
            .map(AlertRules::name)
            .collect(Collectors.toSet());

    @Test
    void runbooksAreCompleteAndBelongToAnAlert() {
        for (var file : Repository.runbooks()) {
            var runbook = new Runbook(file.getFileName().toString(), Repository.read(file));
            assertThat(runbook.findings(alerts, catalogue))
                    .as(runbook.fileName())
                    .isEmpty();
        }
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "# QueueBacklog         | # QueueForwardlog         | is no alert",
                "# QueueBacklog         | # JobExecutionSlow        | file is not named after JobExecutionSlow",
                "## Verify              | ## Hope                   | sections are",
                "## Meaning             | ## Impact                 | sections are",
                "## Verify              | ## Verify\\n\\n## Verify    | a section is empty",
                "marketsync_queue_depth | marketsync_queue_length   | unknown metric marketsync_queue_length",
                "marketsync_queue_depth | marketsync_line_          | unknown metric marketsync_line_",
                "marketsync_queue_depth | marketsync_(queue)        | unknown metric marketsync_",
                "from jobrunr_jobs      | from jobs                 | unknown table jobs",
                "select                 | delete                    | SQL writes",
            })
    void aBrokenRunbookIsCaught(String original, String changed, String finding) {
        var text = Repository.read(Repository.ROOT.resolve("ops/runbooks/queuebacklog.md"));
        assertThat(text).contains(original);
        var broken = new Runbook("queuebacklog.md", text.replace(original, changed.replace("\\n", "\n")));
        assertThat(broken.findings(alerts, catalogue))
                .anySatisfy(found -> assertThat(found).contains(finding));
    }
}
