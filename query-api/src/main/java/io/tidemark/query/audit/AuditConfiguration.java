package io.tidemark.query.audit;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AuditProperties.class)
class AuditConfiguration {

  /** The journal, the thread that empties it, and what they count: opened and closed together. */
  static final class Recorder implements AutoCloseable {

    private final AuditLog log;
    private final Thread writer;
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();

    Recorder(AuditProperties properties, DataSource database) throws IOException {
      List<ChainedEntry> waiting = new ArrayList<>();
      Journal journal = Journal.open(properties.folder(), waiting);
      this.log = new AuditLog(journal, waiting, properties.maxWaiting());
      this.writer =
          Thread.ofPlatform()
              .name("tidemark-audit")
              .start(
                  new AuditWriter(
                      log,
                      new AuditTable(database, journal.chain()),
                      properties.linger(),
                      failures));
    }

    AuditLog log() {
      return log;
    }

    @Override
    public void close() {
      log.close(writer);
    }
  }

  @Bean(destroyMethod = "close")
  @DependsOn("queryMigration")
  Recorder auditRecorder(
      AuditProperties properties,
      @Qualifier("auditDataSource") DataSource database,
      ObjectProvider<MeterRegistry> meters)
      throws IOException {
    Recorder recorder = new Recorder(properties, database);
    meters.ifAvailable(
        registry -> {
          Gauge.builder("tidemark.audit.waiting", recorder, r -> r.log.waiting())
              .description("Accesses on record in the journal, not in PostgreSQL yet")
              .register(registry);
          FunctionCounter.builder("tidemark.audit.failures", recorder, r -> r.failures.get())
              .description("Attempts to write to PostgreSQL that failed and are repeated")
              .register(registry);
          FunctionCounter.builder("tidemark.audit.lost", recorder, r -> r.lost.get())
              .description("Accesses that could not be recorded; refused if failing closed")
              .register(registry);
        });
    return recorder;
  }

  @Bean
  AuditTrail auditTrail(
      Recorder recorder, AuditProperties properties, Clock clock, MeterRegistry meters) {
    Timer appendTime =
        Timer.builder("tidemark.audit.append")
            .description("What recording an access costs the request")
            .register(meters);
    return new AuditTrail(
        recorder.log(), properties.failClosed(), clock, recorder.lost, appendTime);
  }

  @Bean
  AuditReader auditReader(@Qualifier("auditDataSource") DataSource database) {
    return new AuditReader(database);
  }

  @Bean
  AuditVerifier auditVerifier(@Qualifier("auditDataSource") DataSource database) {
    return new AuditVerifier(database);
  }
}
