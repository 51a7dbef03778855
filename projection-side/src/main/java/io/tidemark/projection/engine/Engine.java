package io.tidemark.projection.engine;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.projection.engine.Log.LogException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.kafka.core.ConsumerFactory;

/** The engine's parts, wired: consumers that fold, and the watch over the log. */
public final class Engine {

  /** So many are folded at once at the most: one is read, one is to be, one may be gone back to. */
  public static final int GENERATIONS = 3;

  /**
   * Settings of the projectors' sessions. Rows and position vanish together when the server dies,
   * and the log still has the events: so commits need not wait for the disk. The joins that are off
   * would read whole tables to update some rows of them.
   */
  public static final String SESSION_OPTIONS =
      "-c synchronous_commit=off -c enable_hashjoin=off -c enable_mergejoin=off"
          + " -c enable_seqscan=off -c jit=off"
          + " -c statement_timeout=60s -c lock_timeout=10s"
          + " -c idle_in_transaction_session_timeout=60s";

  private final Projections projections;
  private final ProjectorSettings settings;
  private final DataSource dataSource;
  private final Clock clock;
  private final Log log;
  private final Following following;
  private final LogWatch watch;

  /**
   * @param calendar what a generation is folded with that nobody has folded yet
   * @param dataSource a pool for the projectors, with one connection for each consumer of each
   *     generation and two more
   * @throws IllegalStateException if the topics cannot be created
   */
  public Engine(
      Projections projections,
      Calendar calendar,
      ProjectorSettings settings,
      DataSource dataSource,
      ConsumerFactory<byte[], byte[]> consumerFactory,
      Admin admin,
      Clock clock,
      MeterRegistry meters) {
    this.projections = projections;
    this.settings = settings;
    this.dataSource = dataSource;
    this.clock = clock;
    log = new Log(admin, projections.topics());
    try {
      log.createTopics();
    } catch (LogException e) {
      admin.close();
      throw new IllegalStateException(e.getMessage(), e);
    }
    Transactions transactions = new Transactions(dataSource);
    Room room = new Room(settings.memoryEntities());
    following =
        new Following(
            new Definition(projections.code(), calendar),
            transactions,
            generation ->
                new ProjectorContainers(
                    generation,
                    projections.topics(),
                    consumerFactory,
                    settings,
                    () ->
                        new Projector(
                            projections, generation, settings, room, dataSource, clock, meters),
                    transactions,
                    log));
    watch = new LogWatch(log, transactions, following, meters);
  }

  public Following following() {
    return following;
  }

  /** The topics of the projections. */
  public Log log() {
    return log;
  }

  /**
   * Folds much at once into a generation.
   *
   * @param share how many do so side by side, and share the heap
   */
  public Bulk bulk(Generation generation, int share) {
    return new Bulk(projections, generation, settings, share, dataSource, clock);
  }

  /**
   * Keeps what a switch says otherwise of periods that have ended, in the switch's transaction.
   *
   * @param from the generation that has served
   * @param to the one that serves from now on, at the same positions
   */
  public void restate(Connection connection, int from, int to) throws SQLException {
    Restatements.bySwitch(
        connection,
        projections,
        Generations.find(connection, from).orElseThrow(),
        Generations.find(connection, to).orElseThrow(),
        settings.restatements(),
        clock.instant());
  }

  public LogWatch watch() {
    return watch;
  }

  public HealthIndicator health() {
    return new ProjectorHealth(following, watch);
  }
}
