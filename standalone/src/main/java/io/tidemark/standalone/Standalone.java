package io.tidemark.standalone;

import io.tidemark.embedded.FolderInUse;
import io.tidemark.embedded.FolderLock;
import io.tidemark.embedded.LocalServers;
import io.tidemark.embedded.ServerException;
import io.tidemark.projection.ProjectionProperties;
import io.tidemark.projection.ReadModel;
import io.tidemark.projection.cli.Home;
import io.tidemark.projection.cli.Instance;
import io.tidemark.projection.cli.SigningKey;
import io.tidemark.projection.imports.InvalidMapping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.LogFile;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * The life of a standalone instance: checks, servers, application, demo; and backwards at an
 * orderly end.
 */
public final class Standalone {

  private static final Duration TOKEN_LIFETIME = Duration.ofHours(12);

  private final Settings settings;
  private final Clock clock;
  private final Console console;
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private volatile boolean ending;

  private Standalone(Settings settings, Clock clock, Console console) {
    this.settings = settings;
    this.clock = clock;
    this.console = console;
  }

  /** Called by {@link Tidemark}, which has checked the Java version. */
  public static void main(String[] args) {
    try {
      setUpLogging(new StandardEnvironment());
      var standalone =
          new Standalone(Settings.of(System.getenv()), Clock.systemUTC(), Console.system());
      Runtime.getRuntime()
          .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(standalone::stop));
      boolean demo = standalone.loadDemo(standalone.start());
      standalone.greet(demo);
      standalone.live();
    } catch (StartRefused e) {
      System.err.println(e.getMessage());
      System.exit(1);
    } catch (IOException | RuntimeException e) {
      LoggerFactory.getLogger(Standalone.class).error("Tidemark cannot go on", e);
      System.exit(1);
    }
  }

  /**
   * As the application would do it, but before there are servers whose threads log: what they say
   * while it takes the logging apart to set it up anew would be lost.
   */
  static void setUpLogging(ConfigurableEnvironment environment) {
    LoggingSystem logging = LoggingSystem.get(Standalone.class.getClassLoader());
    logging.beforeInitialize();
    logging.initialize(
        new LoggingInitializationContext(environment),
        environment.getProperty("logging.config"),
        LogFile.get(environment));
  }

  private synchronized ConfigurableApplicationContext start() throws StartRefused, IOException {
    Home home = settings.home();
    started.push(lock(home));
    settings.requireFreePort();
    console.line("Tidemark starts in " + home.folder());
    LocalServers running = servers(home);
    started.push(running);
    // before both sides: the query side looks at the tables as soon as it starts
    ReadModel.migrate(running.postgres().dataSource("tidemark"));
    ConfigurableApplicationContext application = run(running, home.signingKey());
    started.push(application);
    home.announce(
        new Instance(
            settings.url(),
            running.postgres().jdbcUrl(),
            running.postgres().username(),
            running.postgres().password(),
            running.kafka().bootstrapServers(),
            ProcessHandle.current().pid()));
    started.push(home::withdraw);
    console.line("Tidemark answers at %s after %.1f s".formatted(settings.url(), seconds()));
    return application;
  }

  private static FolderLock lock(Home home) throws StartRefused {
    try {
      return FolderLock.acquire(home.folder());
    } catch (FolderInUse e) {
      throw new StartRefused(
          e.getMessage() + ": stop it first, or name another folder in TIDEMARK_HOME.", e);
    } catch (UncheckedIOException e) {
      throw new StartRefused(
          "The folder %s cannot be written: name another folder in TIDEMARK_HOME."
              .formatted(home.folder()),
          e);
    }
  }

  private static LocalServers servers(Home home) throws StartRefused {
    try {
      return LocalServers.start(home.postgres(), home.kafka());
    } catch (FolderInUse | ServerException e) {
      throw new StartRefused(String.valueOf(e.getMessage()), e);
    }
  }

  private ConfigurableApplicationContext run(LocalServers running, SigningKey key)
      throws StartRefused {
    var properties = new HashMap<String, Object>();
    properties.put("server.port", settings.port());
    properties.put("spring.datasource.url", running.postgres().jdbcUrl());
    properties.put("spring.datasource.username", running.postgres().username());
    properties.put("spring.datasource.password", running.postgres().password());
    properties.put("spring.kafka.bootstrap-servers", running.kafka().bootstrapServers());
    properties.put("tidemark.security.issuer", SigningKey.ISSUER);
    properties.put("tidemark.security.audience", SigningKey.AUDIENCE);
    properties.put("tidemark.audit.folder", settings.home().audit().toString());
    // a restart within the session's time takes its partitions over at once
    properties.put("tidemark.projector.instance-id", "standalone");
    var spring = new SpringApplication(StandaloneConfiguration.class);
    spring.setRegisterShutdownHook(
        false); // the order of the end is ours: the application before its servers
    spring.addInitializers(
        context -> {
          context
              .getEnvironment()
              .getPropertySources()
              .addFirst(new MapPropertySource("standalone", properties));
          context.getBeanFactory().registerSingleton("signingKey", key);
          context.getBeanFactory().registerSingleton("localServers", running);
        });
    try {
      return spring.run();
    } catch (RuntimeException e) { // Spring has logged it, in more words than a sentence
      throw new StartRefused("Tidemark does not start for the reason that stands above.", e);
    }
  }

  /** Whether this instance has the demo. */
  private boolean loadDemo(ConfigurableApplicationContext application) throws IOException {
    DemoState state = DemoState.at(settings.home().demo(), settings.demo(), clock);
    if (!state.wanted()) return false;
    var demo = new Demo(settings.home(), state, clock, () -> ending);
    try {
      LocalServers running = application.getBean(LocalServers.class);
      String currency = application.getBean(ProjectionProperties.class).currency();
      demo.publish(running.kafka().bootstrapServers(), currency, console::progress);
      new Projection(running.postgres(), clock).await(() -> ending, console::progress);
    } catch (CancellationException _) {
      // the process ends; the next start goes on
    } catch (IOException | InvalidMapping | SQLException | TimeoutException e) {
      if (!ending)
        console.line(
            "The demo is not complete (the next start goes on with it): " + e.getMessage());
    }
    return true;
  }

  private void greet(boolean demo) throws IOException {
    if (ending) return;
    String token =
        settings.home().signingKey().token("demo", "ops.admin", TOKEN_LIFETIME, clock.instant());
    console.line(
        """

        Tidemark is ready (%.1f s after its start).

          API docs   %2$s/swagger-ui.html
          Try it     curl -H 'Authorization: Bearer %3$s' %2$s/api/v1/ops/dashboard/metrics
        %4$s"""
            .formatted(seconds(), settings.url(), token, demo ? demoLines() : ""));
  }

  /** Calls are seen by their account alone, so the token is made for it. */
  private String demoLines() {
    return
"""
  Calls      curl -H "Authorization: Bearer $(./tidemark token --scope calls.read --subject %2$s)" %1$s/api/dashboard/overview
  Providers  curl -H "Authorization: Bearer $(./tidemark token --scope providers.read)" %1$s/api/providers/%3$s/performance
"""
        .formatted(settings.url(), Demo.ACCOUNT, Demo.PROVIDER);
  }

  /** Ends first, as it was started last. */
  private synchronized void live() throws IOException {
    if (ending || !settings.live()) return;
    SigningKey key = settings.home().signingKey();
    started.push(
        LiveTraffic.start(
            settings.url(),
            () -> key.token("live", LiveTraffic.SCOPE, TOKEN_LIFETIME, clock.instant()),
            Duration.ofMillis(250)));
    console.line("Live traffic: about four commands a second, until it ends.");
  }

  private double seconds() {
    return ProcessHandle.current()
            .info()
            .startInstant()
            .map(start -> Duration.between(start, clock.instant()).toMillis())
            .orElse(0L)
        / 1000.0;
  }

  /** On SIGTERM, Ctrl-C or a refused start. While something is being started this waits for it. */
  private void stop() {
    ending = true;
    synchronized (this) {
      for (AutoCloseable part : started) {
        try {
          part.close();
        } catch (Exception e) { // the rest is to end too
          System.err.println("Tidemark did not end in an orderly way: " + e.getMessage());
        }
      }
    }
  }
}
