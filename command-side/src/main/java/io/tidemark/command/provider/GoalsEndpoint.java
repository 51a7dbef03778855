package io.tidemark.command.provider;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tidemark.command.http.Commands;
import io.tidemark.command.http.Commands.Sent;
import io.tidemark.command.http.LeadsTo;
import io.tidemark.command.http.Requested;
import io.tidemark.events.provider.GoalEvent;
import io.tidemark.web.security.Permission;
import io.tidemark.web.security.Requires;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.DayOfWeek;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Commands to the goals of providers. */
@Tag(name = "Providers")
@RestController
@EnableConfigurationProperties(CalendarProperties.class)
@Requires(Permission.GOALS_WRITE)
final class GoalsEndpoint {

  private static final String TOPIC = "tidemark.production";

  private final Commands commands;
  private final Requested requested;
  private final DayOfWeek weekStartsOn;

  GoalsEndpoint(Commands commands, Requested requested, CalendarProperties calendar) {
    this.commands = commands;
    this.requested = requested;
    this.weekStartsOn = calendar.weekStartsOn();
  }

  @Operation(
      summary = "Set or clear a goal from one period on",
      description =
          "Permission goals.write. The goal holds from periodStart, the first day of a period of"
              + " its granularity, until another is set or cleared for a later one; periods before"
              + " stay as they were. An amount of null clears it; where no goal is in force, that"
              + " is a 409. To set what is set already changes nothing. The answer's id and"
              + " revision are those of the provider's goals of this granularity and location.")
  @LeadsTo(value = GoalEvent.Set.class, without = "providerId", nullable = "amount")
  @PutMapping("/api/v1/providers/{id}/goals")
  void put(
      @PathVariable("id") String provider, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ObjectNode body = requested.body(request);
    ObjectNode goal = body.deepCopy().put("providerId", Requested.pathId(provider));
    commands.answer(
        new Sent(ProviderGoal.STATE, command(goal), TOPIC, body), HttpStatus.OK, request, response);
  }

  private GoalCommand command(ObjectNode goal) {
    JsonNode amount = goal.get("amount");
    if (amount != null && amount.isNull()) {
      GoalEvent.Cleared cleared = requested.event(GoalEvent.Cleared.class, goal);
      return new GoalCommand.Clear(
          ProviderGoalId.of(cleared.providerId(), cleared.locationId(), cleared.granularity()),
          cleared,
          weekStartsOn);
    }
    GoalEvent.Set set = requested.event(GoalEvent.Set.class, goal);
    return new GoalCommand.Set(
        ProviderGoalId.of(set.providerId(), set.locationId(), set.granularity()),
        set,
        weekStartsOn);
  }
}
