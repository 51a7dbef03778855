package io.tidemark.projection.rebuild;

import io.tidemark.projection.engine.Engine;
import io.tidemark.projection.engine.Projections;
import io.tidemark.projection.request.RequestHandler;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.kafka.core.ConsumerFactory;

/** The parts of rebuilding, wired: who does it, and who answers for it. */
public final class Rebuilding {

  private final Rebuilds rebuilds;
  private final RequestHandler requests;

  /**
   * @param connections opens connections of their own, which last as long as a rebuild does
   * @param tables makes the tables of a generation in a schema, or brings them up to date
   * @param runner how this process is called
   */
  public Rebuilding(
      Engine engine,
      Projections projections,
      ConsumerFactory<byte[], byte[]> consumerFactory,
      DataSource connections,
      Consumer<String> tables,
      String runner) {
    Rebuild.Means means =
        new Rebuild.Means(engine, projections, consumerFactory, connections, tables);
    rebuilds = new Rebuilds(means, runner);
    requests = new RebuildRequests(means, engine.following().definition());
  }

  public Rebuilds rebuilds() {
    return rebuilds;
  }

  public RequestHandler requests() {
    return requests;
  }
}
