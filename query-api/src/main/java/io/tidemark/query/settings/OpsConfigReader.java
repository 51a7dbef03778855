package io.tidemark.query.settings;

import io.tidemark.query.settings.Settings.AlertThresholds;
import io.tidemark.query.settings.SettingsStore.Everything;
import io.tidemark.query.settings.SlaPolicy.Target;
import io.tidemark.web.Problem.InvalidInput;
import io.tidemark.web.ProblemException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Applies a body that was sent to the settings that are there, and finds everything wrong in it.
 */
final class OpsConfigReader {

  private static final List<String> STATUSES =
      List.of("pending", "confirmed", "in_progress", "completed", "cancelled");

  private final List<InvalidInput> errors = new ArrayList<>();

  private OpsConfigReader() {}

  /**
   * @throws ProblemException 422 that names each field that is wrong
   */
  static Everything apply(JsonNode body, Everything present) {
    OpsConfigReader reader = new OpsConfigReader();
    Everything result = reader.read(body, present);
    if (!reader.errors.isEmpty()) {
      throw ProblemException.unprocessable(reader.errors);
    }
    return result;
  }

  private Everything read(JsonNode body, Everything present) {
    Settings old = present.settings();
    Duration ttl = old.cacheTtl();
    Duration buffer = old.slaBuffer();
    Set<String> statuses = old.revenueStatuses();
    AlertThresholds alerts = old.alerts();
    Map<String, Target> policy = present.slaPolicy();
    if (!body.isObject()) {
      errors.add(new InvalidInput("body", body.getNodeType().name(), "an object"));
      return present;
    }
    for (Map.Entry<String, JsonNode> field : body.properties()) {
      JsonNode value = field.getValue();
      switch (field.getKey()) {
        case "cache_ttl" ->
            ttl = duration("cache_ttl", value, Duration.ofSeconds(1), Duration.ofDays(1), ttl);
        case "sla_buffer" ->
            buffer = duration("sla_buffer", value, Duration.ZERO, Duration.ofDays(30), buffer);
        case "revenue_statuses" -> statuses = statuses(value, statuses);
        case "alert_thresholds" -> alerts = alerts(value, alerts);
        case "sla_policy" -> policy = policy(value, policy);
        default ->
            unknown(
                field.getKey(),
                value,
                "cache_ttl, sla_buffer, sla_policy, revenue_statuses, alert_thresholds");
      }
    }
    return new Everything(new Settings(old.version(), ttl, buffer, statuses, alerts), policy);
  }

  private void unknown(String path, JsonNode value, String allowed) {
    errors.add(new InvalidInput(path, value.toString(), "one of the fields " + allowed));
  }

  private Duration duration(
      String path, JsonNode value, Duration least, Duration most, Duration otherwise) {
    if (value.isString()) {
      try {
        Duration duration = Duration.parse(value.stringValue());
        if (duration.compareTo(least) >= 0
            && duration.compareTo(most) <= 0
            && duration.equals(duration.truncatedTo(ChronoUnit.SECONDS))) {
          return duration;
        }
      } catch (DateTimeParseException e) {
        // told below, like every other value that is not allowed
        return wrongDuration(path, value, least, most, otherwise);
      }
    }
    return wrongDuration(path, value, least, most, otherwise);
  }

  private Duration wrongDuration(
      String path, JsonNode value, Duration least, Duration most, Duration otherwise) {
    errors.add(
        new InvalidInput(
            path,
            value.toString(),
            "an ISO 8601 duration of whole seconds from " + least + " to " + most));
    return otherwise;
  }

  private Set<String> statuses(JsonNode value, Set<String> otherwise) {
    Set<String> statuses = new LinkedHashSet<>();
    boolean valid = value.isArray();
    for (JsonNode status : value) {
      valid &= status.isString() && STATUSES.contains(status.stringValue());
      statuses.add(status.asString());
    }
    if (!valid) {
      errors.add(
          new InvalidInput(
              "revenue_statuses", value.toString(), "a list of " + String.join(", ", STATUSES)));
      return otherwise;
    }
    return Collections.unmodifiableSet(statuses);
  }

  private AlertThresholds alerts(JsonNode value, AlertThresholds old) {
    long lag = old.lagEvents();
    long dead = old.deadLetters();
    for (Map.Entry<String, JsonNode> field : object("alert_thresholds", value).entrySet()) {
      String path = "alert_thresholds." + field.getKey();
      switch (field.getKey()) {
        case "lag_events" -> lag = count(path, field.getValue(), lag);
        case "dead_letters" -> dead = count(path, field.getValue(), dead);
        default -> unknown(path, field.getValue(), "lag_events, dead_letters");
      }
    }
    return new AlertThresholds(lag, dead);
  }

  private long count(String path, JsonNode value, long otherwise) {
    if (value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 1) {
      return value.longValue();
    }
    errors.add(new InvalidInput(path, value.toString(), "a whole number, at least 1"));
    return otherwise;
  }

  private Map<String, Target> policy(JsonNode value, Map<String, Target> old) {
    Map<String, Target> policy = new LinkedHashMap<>(old);
    for (Map.Entry<String, JsonNode> field : object("sla_policy", value).entrySet()) {
      String path = "sla_policy." + field.getKey();
      Target target = old.get(field.getKey());
      if (target == null) {
        unknown(path, field.getValue(), String.join(", ", SlaPolicy.PRIORITIES));
      } else {
        policy.put(field.getKey(), target(path, field.getValue(), target));
      }
    }
    return policy;
  }

  private Target target(String path, JsonNode value, Target old) {
    Duration response = old.response();
    Duration resolution = old.resolution();
    Duration least = Duration.ofSeconds(1);
    Duration most = Duration.ofDays(366);
    for (Map.Entry<String, JsonNode> field : object(path, value).entrySet()) {
      String name = path + "." + field.getKey();
      switch (field.getKey()) {
        case "response" -> response = duration(name, field.getValue(), least, most, response);
        case "resolution" -> resolution = duration(name, field.getValue(), least, most, resolution);
        default -> unknown(name, field.getValue(), "response, resolution");
      }
    }
    return new Target(response, resolution);
  }

  private Map<String, JsonNode> object(String path, JsonNode value) {
    if (!value.isObject()) {
      errors.add(new InvalidInput(path, value.toString(), "an object"));
      return Map.of();
    }
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    value.properties().forEach(e -> fields.put(e.getKey(), Objects.requireNonNull(e.getValue())));
    return fields;
  }
}
