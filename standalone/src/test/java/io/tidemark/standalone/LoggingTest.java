package io.tidemark.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggerContextListener;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.core.env.StandardEnvironment;

/** The servers log while the application starts. */
final class LoggingTest {

  @Test
  void the_start_of_the_application_does_not_take_the_logging_apart() {
    Standalone.setUpLogging(new StandardEnvironment());
    var loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
    var resets = new Resets();
    loggers.addListener(resets);

    new SpringApplicationBuilder(Nothing.class)
        .web(WebApplicationType.NONE)
        .properties("logging.level.io.tidemark.levels=debug")
        .run()
        .close();

    assertThat(resets.seen).hasValue(0);
    assertThat(loggers.getLogger("io.tidemark.levels").getLevel())
        .as("levels are set as ever")
        .isEqualTo(Level.DEBUG);
  }

  private static final class Nothing {}

  private static final class Resets implements LoggerContextListener {

    private final AtomicInteger seen = new AtomicInteger();

    @Override
    public boolean isResetResistant() {
      return true;
    }

    @Override
    public void onReset(LoggerContext context) {
      seen.incrementAndGet();
    }

    @Override
    public void onStart(LoggerContext context) {}

    @Override
    public void onStop(LoggerContext context) {}

    @Override
    public void onLevelChange(Logger logger, Level level) {}
  }
}
