package io.tidemark.projection.engine;

import io.tidemark.events.Event;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The projections that this deployment folds, in the order in which their tables are written. */
public record Projections(
    List<Projection<?, ?>> all, Map<Class<? extends Event>, Optional<Projection<?, ?>>> byEvent) {

  public static Projections of(Projection<?, ?>... projections) {
    return new Projections(List.of(projections), new ConcurrentHashMap<>());
  }

  /** The projection that folds such events, if there is one. */
  Optional<Projection<?, ?>> of(Event event) {
    Optional<Projection<?, ?>> known = byEvent.get(event.getClass()); // never waits for a lock
    return known != null ? known : byEvent.computeIfAbsent(event.getClass(), this::find);
  }

  private Optional<Projection<?, ?>> find(Class<? extends Event> type) {
    return all.stream()
        .filter(projection -> projection.events().isAssignableFrom(type))
        .findFirst();
  }

  /**
   * What this release makes of events, readable: each projection with its version. Two releases
   * with the same code make the same rows.
   */
  public String code() {
    return all.stream()
        .map(projection -> projection.entities().name() + ":" + projection.version())
        .sorted()
        .collect(Collectors.joining(" "));
  }

  /** The topics to subscribe to. */
  public List<String> topics() {
    return all.stream().map(Projection::topic).distinct().toList();
  }

  /** The tables of cells, each once; a table may be counted in by several projections. */
  public Stream<CellTable> tables() {
    return all.stream().flatMap(projection -> projection.tables().stream()).distinct();
  }
}
