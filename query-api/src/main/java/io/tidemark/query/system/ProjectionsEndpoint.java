package io.tidemark.query.system;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tidemark.query.audit.Access;
import io.tidemark.query.audit.AuditTrail;
import io.tidemark.query.freshness.Snapshot;
import io.tidemark.query.freshness.Snapshots;
import io.tidemark.web.ProblemException;
import io.tidemark.web.security.Permission;
import io.tidemark.web.security.Requires;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How far the projector has come, partition by partition. */
@Tag(name = "System")
@RestController
@Requires(Permission.SYSTEM_READ)
final class ProjectionsEndpoint {

  @Schema(name = "Projections")
  record Projections(
      @Schema(description = "The generation of the read model that serves", example = "1")
          int generation,
      @Schema(description = "Time of the newest event folded in; null before there is one")
          @Nullable Instant asOf,
      @Schema(description = "Events in the log that wait to be folded in", example = "0") long lag,
      @Schema(description = "Records that could not be folded in", example = "0") long deadLetters,
      List<GroupState> groups,
      List<PartitionState> partitions) {}

  @Schema(name = "ProjectionGroup")
  record GroupState(
      @Schema(example = "bookings") String group,
      @Schema(description = "Rises with each commit that changed the group", example = "1742")
          long version,
      Instant asOf) {}

  @Schema(name = "ProjectionPartition")
  record PartitionState(
      @Schema(example = "tidemark.bookings") String topic,
      @Schema(example = "3") int partition,
      @Schema(description = "Everything below is folded in", example = "26184") long nextOffset,
      @Schema(
              description = "End of the log when last looked at; null if not looked at yet",
              example = "26184")
          @Nullable Long endOffset,
      @Schema(example = "0") long lag) {}

  static final String GROUPS =
      """
      select metric_group, version, as_of from tidemark.watermark
      where generation = ?
      order by metric_group
      """;

  static final String PARTITIONS =
      """
      select topic, partition, coalesce(p.next_offset, 0) as next_offset, e.end_offset
      from (select * from tidemark.position where generation = ?) p
      full join tidemark.log_end e using (topic, partition)
      order by topic, partition
      """;

  static final String DEAD_LETTERS =
      """
      select count(*) from tidemark.dead_letter
      where generation = ? and state in ('open', 'retrying')
      """;

  private final Snapshots snapshots;
  private final AuditTrail audit;

  ProjectionsEndpoint(Snapshots snapshots, AuditTrail audit) {
    this.snapshots = snapshots;
    this.audit = audit;
  }

  @Operation(
      summary = "How far the projector has come",
      description = "Permission system.read. One snapshot of positions, ends of the log and lag.")
  @GetMapping(path = "/api/v1/system/projections", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<Projections> projections(HttpServletRequest request) {
    try (Snapshot snapshot = snapshots.take()) {
      List<GroupState> groups = groups(snapshot);
      List<PartitionState> partitions = partitions(snapshot);
      long deadLetters = deadLetters(snapshot);
      snapshot.end();
      audit.allowed(request, Access.VIEW_PROJECTIONS, null, null);
      Instant asOf =
          groups.stream()
              .map(GroupState::asOf)
              .filter(Objects::nonNull)
              .max(Comparator.naturalOrder())
              .orElse(null);
      return ResponseEntity.ok()
          .cacheControl(CacheControl.noStore())
          .body(
              new Projections(
                  snapshot.generation().number(),
                  asOf,
                  partitions.stream().mapToLong(PartitionState::lag).sum(),
                  deadLetters,
                  groups,
                  partitions));
    } catch (SQLException e) {
      throw ProblemException.unavailable(
          "database-unavailable", "The projector's progress cannot be read now.", e);
    }
  }

  private static List<GroupState> groups(Snapshot snapshot) throws SQLException {
    List<GroupState> groups = new ArrayList<>();
    try (PreparedStatement statement = snapshot.prepare(GROUPS)) {
      statement.setInt(1, snapshot.generation().number());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          groups.add(
              new GroupState(
                  rows.getString(1),
                  rows.getLong(2),
                  rows.getObject(3, OffsetDateTime.class).toInstant()));
        }
      }
    }
    return groups;
  }

  private static List<PartitionState> partitions(Snapshot snapshot) throws SQLException {
    List<PartitionState> partitions = new ArrayList<>();
    try (PreparedStatement statement = snapshot.prepare(PARTITIONS)) {
      statement.setInt(1, snapshot.generation().number());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          long next = rows.getLong(3);
          Long end = rows.getObject(4, Long.class);
          partitions.add(
              new PartitionState(
                  rows.getString(1),
                  rows.getInt(2),
                  next,
                  end,
                  end == null ? 0 : Math.max(end - next, 0)));
        }
      }
    }
    return partitions;
  }

  private static long deadLetters(Snapshot snapshot) throws SQLException {
    try (PreparedStatement statement = snapshot.prepare(DEAD_LETTERS)) {
      statement.setInt(1, snapshot.generation().number());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }
}
