package io.tidemark.query.voice;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.Eventually;
import io.tidemark.query.QueryServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The client within the service, with the service's pools and settings. */
class VoiceWiringTest {

  @Test
  void without_a_key_it_is_off() {
    assertThat(QueryServer.shared().bean(VoiceConfigurations.class))
        .isSameAs(VoiceConfigurations.OFF);
  }

  @Test
  void with_a_key_it_fetches_keeps_and_is_measured() throws SQLException {
    try (Provider provider = new Provider();
        QueryServer server =
            QueryServer.start(
                Map.of(
                    "tidemark.voice.base-url",
                    provider.url() + "/",
                    "tidemark.voice.api-key",
                    Provider.KEY,
                    "tidemark.voice.budget",
                    "5s"))) {
      provider.answers("a1", okJson("{}"));
      VoiceConfigurations configurations = server.bean(VoiceConfigurations.class);
      assertThat(Provider.of(configurations, "a1").status()).isEqualTo(ConfigStatus.LIVE);
      // read by the pool of reads, and not found
      assertThat(Provider.of(configurations, "a2").status()).isEqualTo(ConfigStatus.UNAVAILABLE);
      try (Connection connection = server.database().dataSource().getConnection();
          Statement statement = connection.createStatement()) {
        Eventually.holds(() -> kept(statement) == 1);
      }
      assertThat(server.send("/actuator/prometheus", request -> request.GET()).body())
          .contains("tidemark_voice_requests_seconds_count{outcome=\"ok\"} 1")
          .contains("tidemark_voice_errors_total{kind=\"not_found\"} 1")
          .contains("tidemark_voice_configurations_total{status=\"live\"} 1")
          .contains("tidemark_voice_breaker{state=\"closed\"} 1")
          .contains("tidemark_voice_store_failures_total 0");
    }
  }

  private static int kept(Statement statement) {
    try (ResultSet row = statement.executeQuery("select count(*) from query.voice_configuration")) {
      row.next();
      return row.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
