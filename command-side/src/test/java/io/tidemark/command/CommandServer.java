package io.tidemark.command;

import com.nimbusds.jose.jwk.JWKSet;
import io.tidemark.testkit.TestDatabase;
import io.tidemark.testkit.TestKafka;
import io.tidemark.testkit.TestPostgres;
import io.tidemark.testkit.TestServer;
import io.tidemark.testkit.TestTokens;
import io.tidemark.web.security.TokenKeys;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
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
    Map<String, Object> all = settings(database);
    all.put("spring.kafka.bootstrap-servers", TestKafka.bootstrapServers());
    all.putAll(properties);
    return new CommandServer(
        database,
        new SpringApplicationBuilder(Extras.class, CommandApplication.class).properties(all).run());
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
    return send(
        path,
        request -> {
          request
              .POST(BodyPublishers.ofString(body))
              .header("Content-Type", "application/json")
              .header("Authorization", "Bearer " + TestTokens.withScope(scope));
          return headers.length == 0 ? request : request.headers(headers);
        });
  }
}
