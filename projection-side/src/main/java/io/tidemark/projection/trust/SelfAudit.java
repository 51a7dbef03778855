package io.tidemark.projection.trust;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.projection.engine.CellTable;
import io.tidemark.projection.engine.Context;
import io.tidemark.projection.engine.Generation;
import io.tidemark.projection.engine.Generations;
import io.tidemark.projection.engine.ParameterStore;
import io.tidemark.projection.engine.Period;
import io.tidemark.projection.engine.Projection;
import io.tidemark.projection.engine.Projections;
import io.tidemark.projection.trust.AuditTables.Run;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Recomputes some closed periods, picked at random, from the rows of their entities now and then,
 * and says where a cell is not their sum. One projector at a time does it, on one connection. What
 * has drifted is looked at again in each run, until it is mended.
 */
public final class SelfAudit implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(SelfAudit.class);

  private static final Duration FIRST = Duration.ofMinutes(1);
  private static final int LOGGED = 20;

  /** No other lock of Tidemark has this number. */
  private static final long LOCK = 0x74_69_64_65_61_75_64L;

  private static final String TRY_LOCK = "select pg_try_advisory_lock(" + LOCK + ")";
  private static final String UNLOCK = "select pg_advisory_unlock(" + LOCK + ")";

  private static final String CODE = "select code from tidemark.generation where generation = ?";

  private final Projections projections;
  private final SelfAuditSettings settings;
  private final DataSource dataSource;
  private final Clock clock;
  private final String instance;
  private final SelfAuditMeters meters;
  private volatile @Nullable Run last;
  private volatile @Nullable ScheduledExecutorService executor;

  /**
   * An audit that is not yet started.
   *
   * @param dataSource gives a connection for each run, of a session that may read for minutes
   * @param instance this projector's name in {@code tidemark.instance}
   */
  public SelfAudit(
      Projections projections,
      SelfAuditSettings settings,
      DataSource dataSource,
      Clock clock,
      MeterRegistry meters,
      String instance) {
    this.projections = projections;
    this.settings = settings;
    this.dataSource = dataSource;
    this.clock = clock;
    this.instance = instance;
    this.meters = new SelfAuditMeters(meters, () -> last);
  }

  /** When it last ran, here or in another projector. */
  public Optional<Instant> lastRun() {
    return Optional.ofNullable(last).map(Run::startedAt);
  }

  /** How many cells drifted when it last ran. */
  public long drift() {
    Run run = last;
    return run == null ? 0 : run.drift();
  }

  @Override
  public void start() {
    if (settings.isOff()) {
      return;
    }
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("self-audit").factory());
    long interval = settings.interval().toMillis();
    long first = Math.min(interval, FIRST.toMillis());
    var _ = thread.scheduleWithFixedDelay(this::tick, first, interval, TimeUnit.MILLISECONDS);
    executor = thread;
  }

  private void tick() {
    try {
      run(settings.interval().multipliedBy(9).dividedBy(10));
    } catch (SQLException | RuntimeException e) {
      if (executor != null) {
        log.warn("The self-audit did not come to its end: {}", e.getMessage());
      }
    }
  }

  /**
   * Runs once, unless another projector is at it, or has been within the pause.
   *
   * @return whether it ran here
   */
  public boolean run(Duration pause) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(true);
      if (!isTrue(connection, TRY_LOCK)) {
        return false;
      }
      try {
        last = AuditTables.last(connection).orElse(null);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Run before = last;
        if (before != null && now.isBefore(before.startedAt().plus(pause))) {
          return false;
        }
        return audit(connection, now);
      } finally {
        connection.setAutoCommit(true);
        isTrue(connection, UNLOCK);
      }
    }
  }

  private boolean audit(Connection connection, Instant now) throws SQLException {
    long start = System.nanoTime();
    connection.setAutoCommit(false);
    Generation generation;
    Recomputation recomputation;
    long periods = 0;
    try (Statement set = connection.createStatement()) {
      set.execute("set transaction isolation level repeatable read read only");
      set.execute("set local enable_seqscan = on");
      generation = Generations.serving(connection);
      if (!isFoldedByThisCode(connection, generation)) {
        return false;
      }
      Context context = new Context(generation.calendar(), ParameterStore.load(connection));
      recomputation = new Recomputation(connection, projections, generation, context);
      for (Projection<?, ?> projection : projections.all()) {
        List<CellTable> tables =
            projection.tables().stream().filter(table -> !table.grains().isEmpty()).toList();
        if (!tables.isEmpty()) {
          Set<Period> picked = pick(connection, generation, tables, now);
          recomputation.compare(tables, picked);
          periods += picked.size();
        }
      }
    } finally {
      connection.rollback();
    }
    List<Drift> drift = recomputation.drift();
    long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
    Run run =
        new Run(
            now, millis, periods, recomputation.entities(), recomputation.cells(), drift.size());
    AuditTables.keep(connection, generation.number(), instance, run, drift);
    connection.commit();
    last = run;
    meters.recomputed(run.cells());
    report(generation, run, drift);
    return true;
  }

  private boolean isFoldedByThisCode(Connection connection, Generation generation)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(CODE)) {
      select.setInt(1, generation.number());
      try (ResultSet row = select.executeQuery()) {
        return row.next() && projections.code().equals(row.getString(1));
      }
    }
  }

  private Set<Period> pick(
      Connection connection, Generation generation, List<CellTable> tables, Instant now)
      throws SQLException {
    Set<Period> picked =
        new HashSet<>(AuditTables.drifting(connection, generation.number(), tables));
    LocalDate today = generation.calendar().day(now);
    String sql =
        """
        select grain, period_start
        from (select distinct grain, period_start from %s.%s
              where grain <> 'all' and period_start < ?) as period
        order by random() limit ?
        """
            .formatted(generation.schema(), tables.getFirst().name());
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, today);
      select.setInt(2, settings.periods());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          Period period = AuditTables.period(rows);
          if (period.isOverOn(today)) { // a month that has begun is not over
            picked.add(period);
          }
        }
      }
    }
    return picked;
  }

  private static void report(Generation generation, Run run, List<Drift> drift) {
    log.debug("{} cells of {} closed periods are checked", run.cells(), run.periods());
    for (Drift each : drift.stream().limit(LOGGED).toList()) {
      log.error(
          "Drift in {}: {} {} says {}, but its entities sum to {}",
          generation,
          each.table().name(),
          AuditTables.json(each.table().keyNames(), each.key()),
          AuditTables.json(each.table().sumNames(), each.stored()),
          AuditTables.json(each.table().sumNames(), each.recomputed()));
    }
    if (drift.size() > LOGGED) {
      log.error("Drift in {} more cells: see tidemark.drift", drift.size() - LOGGED);
    }
  }

  private static boolean isTrue(Connection connection, String sql) throws SQLException {
    try (Statement select = connection.createStatement();
        ResultSet row = select.executeQuery(sql)) {
      return row.next() && row.getBoolean(1);
    }
  }

  @Override
  public void stop() {
    ScheduledExecutorService thread = executor;
    executor = null;
    if (thread != null) {
      thread.shutdownNow();
    }
  }

  @Override
  public boolean isRunning() {
    return executor != null;
  }
}
