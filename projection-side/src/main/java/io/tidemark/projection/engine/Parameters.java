package io.tidemark.projection.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Settings that contributions depend on, each with the instant from which it holds. A change never
 * restates what began before it, so contributions stay a pure function of the entity and these.
 *
 * @param version rises with each change
 */
public record Parameters(long version, Map<String, NavigableMap<Instant, String>> values) {

  /** One row of the parameter table. */
  public record Value(String name, Instant validFrom, String value) {}

  public static Parameters of(long version, List<Value> rows) {
    Map<String, NavigableMap<Instant, String>> values = new HashMap<>();
    for (Value row : rows) {
      values.computeIfAbsent(row.name(), _ -> new TreeMap<>()).put(row.validFrom(), row.value());
    }
    return new Parameters(version, Map.copyOf(values));
  }

  /** The duration that holds for what began at the instant. */
  public Duration duration(String name, Instant at) {
    NavigableMap<Instant, String> history = values.get(name);
    Map.Entry<Instant, String> entry = history == null ? null : history.floorEntry(at);
    if (entry == null) {
      throw new IllegalStateException("no parameter " + name + " is in force at " + at);
    }
    return Duration.parse(entry.getValue());
  }
}
