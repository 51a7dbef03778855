package io.tidemark.projection.rebuild;

import io.tidemark.projection.engine.Calendar;
import io.tidemark.projection.engine.Definition;
import io.tidemark.projection.engine.Engine;
import io.tidemark.projection.engine.Log.Extent;
import io.tidemark.projection.engine.Log.LogException;
import io.tidemark.projection.rebuild.GenerationTable.Row;
import io.tidemark.projection.request.Refused;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Says what a rebuild would come to, and why it cannot be where it cannot. */
final class Planning {

  /** Where none has been measured here yet. */
  private static final double EVENTS_PER_SECOND = 200_000;

  private static final double ENTITIES_PER_SECOND = 200_000;

  private static final String MEASURED =
      """
      select events_done / greatest(extract(epoch from filled_at - requested_at), 1)
      from tidemark.generation
      where filled_at is not null and source = 'log' and events_done > 100000 and rate is null
      order by filled_at desc limit 1
      """;

  /**
   * Rows as they are counted while they are written: before the first analyze there is no other.
   */
  private static final String SIZES =
      """
      select coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint,
        coalesce(sum(greatest(c.reltuples, pg_stat_get_live_tuples(c.oid)))
          filter (where c.relname = any(?)), 0)::bigint
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = ? and c.relkind = 'r'
      """;

  private final Rebuild.Means means;
  private final Definition definition;

  Planning(Rebuild.Means means, Definition definition) {
    this.means = means;
    this.definition = definition;
  }

  JsonNode plan(
      Connection connection, String source, @Nullable String projection, List<String> files)
      throws SQLException, LogException {
    Row serving = GenerationTable.serving(connection);
    Set<String> topics = topics(source, projection);
    Map<String, Long> bytes = means.engine().log().bytes();
    ObjectNode plan = JsonMapper.shared().createObjectNode();
    long events = 0;
    long size = 0;
    boolean reachesBack = true;
    var array = plan.putArray("topics");
    for (var entry : byTopic(topics).entrySet()) {
      long count = entry.getValue().stream().mapToLong(each -> each.end() - each.beginning()).sum();
      long earliest = entry.getValue().stream().mapToLong(Extent::beginning).max().orElse(0);
      long its = bytes.getOrDefault(entry.getKey(), 0L);
      array
          .addObject()
          .put("topic", entry.getKey())
          .put("events", count)
          .put("bytes", its)
          .put("earliestOffset", earliest)
          .put("partitions", entry.getValue().size())
          .put("reachesBack", earliest == 0);
      events += count;
      size += its;
      reachesBack &= earliest == 0;
    }
    Sizes sizes = sizes(connection, serving.generation().schema());
    double seconds =
        source.equals("entities")
            ? sizes.entities() / ENTITIES_PER_SECOND
            : events / measured(connection);
    plan.put("events", events).put("bytes", size).put("entities", sizes.entities());
    plan.put("estimatedSeconds", Math.ceil(seconds)).put("estimatedDiskBytes", sizes.bytes());
    plan.put("reachesBack", reachesBack);
    describe(plan.putObject("definition"), definition.code(), definition.calendar());
    describe(
        plan.putObject("serving").put("generation", serving.number()),
        serving.code(),
        serving.generation().calendar());
    var changed = plan.putArray("changed");
    changes(serving).forEach(changed::add);
    plan.put("refusal", refusal(connection, source, projection, files));
    plan.put("advice", advice(source, files, changes(serving)));
    return plan;
  }

  private static void describe(ObjectNode node, @Nullable String code, Calendar calendar) {
    node.put("code", code)
        .put("zone", calendar.zone().getId())
        .put("weekStartsOn", calendar.weekStart().name());
  }

  private static String advice(String source, List<String> files, List<String> changed) {
    if (source.equals("archive")) {
      return "What is in the %d files is folded first, then what the log holds since."
          .formatted(files.size());
    } else if (changed.isEmpty()) {
      return "Nothing has changed: the rebuilt figures should be those that are served.";
    }
    return "Differences are to be expected. Look at them before you switch.";
  }

  /** What of the definition is not as the serving generation was folded. */
  private List<String> changes(Row serving) {
    List<String> changes = new ArrayList<>();
    Calendar old = serving.generation().calendar();
    Calendar now = definition.calendar();
    if (!old.zone().equals(now.zone())) {
      changes.add("zone " + old.zone() + " → " + now.zone());
    }
    if (old.weekStart() != now.weekStart()) {
      changes.add("week starts on " + old.weekStart() + " → " + now.weekStart());
    }
    Map<String, String> before = versions(serving.code());
    versions(definition.code())
        .forEach(
            (name, version) -> {
              String was = before.remove(name);
              if (was == null) {
                changes.add(name + " is new");
              } else if (!was.equals(version)) {
                changes.add(name + " " + was + " → " + version);
              }
            });
    before.keySet().forEach(name -> changes.add(name + " is gone"));
    return changes;
  }

  private static Map<String, String> versions(@Nullable String code) {
    Map<String, String> versions = new TreeMap<>();
    if (code != null) {
      Arrays.stream(code.split(" ", -1))
          .forEach(
              each -> {
                int colon = each.indexOf(':');
                versions.put(each.substring(0, colon), each.substring(colon + 1));
              });
    }
    return versions;
  }

  private Set<String> topics(String source, @Nullable String projection) {
    if (source.equals("entities")) {
      return Set.of();
    }
    Set<String> topics = new HashSet<>(means.projections().topics());
    if (projection != null) {
      String one = Sources.topic(means.projections(), projection).orElse("");
      topics.removeIf(topic -> !topic.equals(one));
    }
    return topics;
  }

  private Map<String, List<Extent>> byTopic(Set<String> topics) throws LogException {
    Map<String, List<Extent>> byTopic = new TreeMap<>();
    for (var entry : means.engine().log().extents().entrySet()) {
      if (topics.contains(entry.getKey().topic())) {
        byTopic
            .computeIfAbsent(entry.getKey().topic(), _ -> new ArrayList<>())
            .add(entry.getValue());
      }
    }
    return byTopic;
  }

  /** Refuses a source that does not hold everything there was. */
  void checkReachesBack(String source, @Nullable String projection, List<String> files)
      throws LogException, Refused {
    if (source.equals("entities")) {
      return;
    }
    Map<TopicPartition, Long> archived = new HashMap<>();
    if (source.equals("archive")) {
      try {
        for (Archive archive : ArchiveFilling.open(files)) {
          for (Archive.Range range : archive.partitions()) {
            archived.merge(
                new TopicPartition(archive.topic(), range.partition()), range.to(), Math::max);
          }
        }
      } catch (java.io.IOException e) {
        throw Refused.conflict("no-archive", String.valueOf(e.getMessage()));
      }
    }
    Set<String> topics = topics(source, projection);
    for (var entry : means.engine().log().extents().entrySet()) {
      long reached = archived.getOrDefault(entry.getKey(), 0L);
      if (topics.contains(entry.getKey().topic()) && entry.getValue().beginning() > reached) {
        throw Refused.conflict(
            "log-begins-later",
            ("The log of %s begins at %,d, but what is folded first ends at %,d: events between are"
                    + " missing. Rebuild from entities, or from an archive that reaches so far.")
                .formatted(entry.getKey(), entry.getValue().beginning(), reached));
      }
    }
  }

  /** Refuses a rebuild beside another, and more generations than are folded at once. */
  static void checkRoom(List<Row> rows) throws Refused {
    for (Row row : rows) {
      if (row.isUnderWay()) {
        throw Refused.conflict(
            "rebuild-under-way",
            "Generation %d is %s. Switch to it or cancel it first."
                .formatted(row.number(), row.state()));
      }
    }
    List<Integer> standingBy =
        rows.stream().filter(row -> row.state().equals("standby")).map(Row::number).toList();
    if (standingBy.size() + 2 > Engine.GENERATIONS) {
      throw Refused.conflict(
          "too-many-generations",
          ("Generations %s stand by, and are folded beside the one that serves: with another one"
                  + " there would be more than %d. Cancel generation %d, or wait until nobody can go"
                  + " back to it.")
              .formatted(standingBy, Engine.GENERATIONS, standingBy.getFirst()));
    }
  }

  /** Why a start would be refused as things are; none where it would not. */
  private @Nullable String refusal(
      Connection connection, String source, @Nullable String projection, List<String> files)
      throws SQLException, LogException {
    try {
      checkReachesBack(source, projection, files);
      checkRoom(GenerationTable.all(connection));
      return null;
    } catch (Refused refused) {
      return refused.detail();
    }
  }

  private record Sizes(long bytes, long entities) {}

  private Sizes sizes(Connection connection, String schema) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SIZES)) {
      Object[] tables =
          means.projections().all().stream().map(each -> each.entities().name()).toArray();
      select.setArray(1, connection.createArrayOf("text", tables));
      select.setString(2, schema);
      try (ResultSet rows = select.executeQuery()) {
        rows.next();
        return new Sizes(rows.getLong(1), rows.getLong(2));
      }
    }
  }

  private static double measured(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(MEASURED);
        ResultSet rows = select.executeQuery()) {
      return rows.next() ? Math.max(rows.getDouble(1), 1) : EVENTS_PER_SECOND;
    }
  }
}
