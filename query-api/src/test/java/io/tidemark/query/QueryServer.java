package io.tidemark.query;

import com.nimbusds.jose.jwk.JWKSet;
import io.tidemark.query.cache.AnswerCache;
import io.tidemark.query.figures.Calendar;
import io.tidemark.query.freshness.MetricGroup;
import io.tidemark.query.freshness.TideMonitor;
import io.tidemark.query.freshness.Versions;
import io.tidemark.testkit.TestDatabase;
import io.tidemark.testkit.TestPostgres;
import io.tidemark.testkit.TestServer;
import io.tidemark.testkit.TestTokens;
import io.tidemark.web.security.TokenKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.JsonNode;

/** The real service over a database of its own, asked over HTTP. */
public final class QueryServer extends TestServer {

  /** By default. */
  public static final Calendar CALENDAR = new Calendar(ZoneId.of("UTC"), DayOfWeek.MONDAY);

  public static final String METRICS = "/api/v1/ops/dashboard/metrics";

  private QueryServer(TestDatabase database, ConfigurableApplicationContext context) {
    super(database, context);
  }

  /** One for all test classes that are content with the defaults. */
  public static QueryServer shared() {
    return Shared.SERVER;
  }

  private static final class Shared {
    static final QueryServer SERVER = start(Map.of());
  }

  public static QueryServer start(Map<String, Object> properties) {
    return start(newReadModel(), properties);
  }

  /** A database with the projector's tables, empty. */
  public static TestDatabase newReadModel() {
    return TestPostgres.copyOf(Migrated.TEMPLATE);
  }

  private static final class Migrated {
    static final TestDatabase TEMPLATE = TestPostgres.freshDatabase();

    static {
      migrate(TEMPLATE, "tidemark", "classpath:db/tidemark");
      migrate(TEMPLATE, "readmodel", "classpath:db/generation");
    }
  }

  private static void migrate(TestDatabase database, String schema, String location) {
    Flyway.configure()
        .dataSource(database.dataSource())
        .schemas(schema)
        .locations(location)
        .load()
        .migrate();
  }

  public static QueryServer start(TestDatabase database, Map<String, Object> properties) {
    Map<String, Object> all = settings(database);
    all.put("tidemark.audit.folder", temporaryFolder());
    all.putAll(properties);
    ConfigurableApplicationContext context =
        new SpringApplicationBuilder(Extras.class, QueryApplication.class).properties(all).run();
    return new QueryServer(database, context);
  }

  static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("tidemark-audit");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A clock that can be set, keys of our own, and a count of statements. Not annotated, lest every
   * application that scans this package gets them.
   */
  static class Extras {

    @Bean
    SettableClock clock() {
      return new SettableClock();
    }

    @Bean
    TokenKeys tokenKeys() {
      return new TokenKeys(new JWKSet(TestTokens.KEY));
    }

    @Bean
    static BeanPostProcessor statementCount() {
      return new BeanPostProcessor() {
        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
          return bean instanceof DataSource pool && name.equals("queryDataSource")
              ? ProxyDataSourceBuilder.create("query", pool).countQuery().build()
              : bean;
        }
      };
    }
  }

  /**
   * Waits until it knows of all commits so far, and forgets its answers: until then each may show
   * what an earlier test, or the first of two commits, has left.
   */
  public void catchUp() {
    Map<String, Long> committed = committed();
    Eventually.holds(
        () -> {
          Versions known = bean(TideMonitor.class).tide().versions();
          return Arrays.stream(MetricGroup.values())
              .allMatch(group -> known.of(group) >= committed.getOrDefault(group.wireName(), 0L));
        });
    for (AnswerCache<?, ?> answers : context().getBeansOfType(AnswerCache.class).values()) {
      answers.statistics().invalidateAll();
    }
  }

  private Map<String, Long> committed() {
    Map<String, Long> versions = new HashMap<>();
    try (Connection connection = database().dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("select metric_group, version from tidemark.watermark")) {
      while (rows.next()) {
        versions.put(rows.getString(1), rows.getLong(2));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return versions;
  }

  public HttpResponse<String> get(String path, String token) {
    return send(path, request -> request.GET().header("Authorization", "Bearer " + token));
  }

  /** The body of a 200, parsed. */
  public JsonNode json(String path, String token) {
    HttpResponse<String> response = get(path, token);
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
    return parse(response.body());
  }
}
