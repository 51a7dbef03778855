package io.tidemark.command;

import com.nimbusds.jose.jwk.JWKSet;
import io.tidemark.events.EventType;
import io.tidemark.events.EventTypes;
import io.tidemark.testkit.TestDatabase;
import io.tidemark.testkit.TestKafka;
import io.tidemark.testkit.TestPostgres;
import io.tidemark.testkit.TestServer;
import io.tidemark.testkit.TestTokens;
import io.tidemark.web.security.TokenKeys;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** The real service over a database of its own and the broker of all tests, asked over HTTP. */
public final class CommandServer extends TestServer {

  private CommandServer(TestDatabase database, ConfigurableApplicationContext context) {
    super(database, context);
  }

  /** One for all test classes that are content with the defaults. */
  public static CommandServer shared() {
    return Shared.SERVER;
  }

  private static final class Shared {
    static final CommandServer SERVER = start(Map.of());
  }

  public static CommandServer start(Map<String, Object> properties) {
    return start(TestPostgres.freshDatabase(), properties);
  }

  public static CommandServer start(TestDatabase database, Map<String, Object> properties) {
    createTopics();
    Map<String, Object> all = settings(database);
    all.put("spring.kafka.bootstrap-servers", TestKafka.bootstrapServers());
    all.putAll(properties);
    return new CommandServer(
        database,
        new SpringApplicationBuilder(Extras.class, CommandApplication.class).properties(all).run());
  }

  /** Which the projector makes elsewhere. */
  private static void createTopics() {
    Map<String, Object> settings =
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, TestKafka.bootstrapServers());
    List<NewTopic> topics =
        EventTypes.all().stream()
            .map(EventType::topic)
            .distinct()
            .map(topic -> new NewTopic(topic, 12, (short) 1))
            .toList();
    try (Admin admin = Admin.create(settings)) {
      admin.createTopics(topics).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IllegalStateException(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Keys of our own. Not annotated, lest every application that scans this package gets them. */
  static class Extras {

    @Bean
    TokenKeys tokenKeys() {
      return new TokenKeys(new JWKSet(TestTokens.KEY));
    }
  }

  /** A command as JSON, by a caller who has this scope. */
  public HttpResponse<String> post(String path, String scope, String body, String... headers) {
    return call("POST", path, TestTokens.withScope(scope), body, headers);
  }

  /** A command as JSON, by who has this token. */
  public HttpResponse<String> call(
      String method, String path, String token, String body, String... headers) {
    return send(
        path,
        request -> {
          request
              .method(method, BodyPublishers.ofString(body))
              .header("Content-Type", "application/json")
              .header("Authorization", "Bearer " + token);
          return headers.length == 0 ? request : request.headers(headers);
        });
  }

  /** The events of an aggregate: type and payload of each, as they are stored. */
  public List<String> stored(String aggregateId) throws SQLException {
    List<String> stored = new ArrayList<>();
    try (Connection connection = database().dataSource().getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                """
                select payload_type || ' ' || convert_from(payload, 'UTF8') from command.event
                where aggregate_id = ? order by position
                """)) {
      statement.setString(1, aggregateId);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          stored.add(rows.getString(1));
        }
      }
    }
    return stored;
  }
}
