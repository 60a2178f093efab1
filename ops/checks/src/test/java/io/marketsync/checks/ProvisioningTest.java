package io.marketsync.checks;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProvisioningTest {

    @Test
    void grafanaReadsTheDashboardsFromFilesAndKeepsThemAsTheyAre() {
        var provider = only(provisioning("dashboards/marketsync.yml"), "providers");
        assertThat(provider.path("type").asText()).isEqualTo("file");
        assertThat(provider.path("options").path("path").asText()).startsWith("/");
        assertThat(provider.path("allowUiUpdates").asBoolean(true)).isFalse();
    }

    @Test
    void theDataSourceIsOneThatTheDashboardsOfferToChoose() {
        var source = only(provisioning("datasources/prometheus.yml"), "datasources");
        var offered = Dashboard.all().stream()
                .flatMap(dashboard -> dashboard.variables().stream())
                .filter(variable -> variable.path("type").asText().equals("datasource"))
                .map(variable -> variable.path("query").asText())
                .distinct();
        assertThat(offered).containsExactly(source.path("type").asText());
        assertThat(source.path("isDefault").asBoolean()).isTrue();
        assertThat(source.path("jsonData").path("timeInterval").asText()).isEqualTo("15s");
    }

    @Test
    void rulesAreEvaluatedAtTheIntervalOfTheScrapes() {
        var scrapes = only(provisioning("datasources/prometheus.yml"), "datasources")
                .path("jsonData")
                .path("timeInterval");
        for (var file : Repository.rules()) {
            assertThat(Repository.yaml(file).path("groups"))
                    .allSatisfy(group -> assertThat(group.path("interval")).isEqualTo(scrapes));
        }
    }

    private static JsonNode provisioning(String file) {
        return Repository.yaml(Repository.ROOT.resolve("grafana/provisioning").resolve(file));
    }

    private static JsonNode only(JsonNode file, String list) {
        assertThat(file.path("apiVersion").asInt()).isEqualTo(1);
        assertThat(file.path(list)).hasSize(1);
        return file.path(list).get(0);
    }
}
