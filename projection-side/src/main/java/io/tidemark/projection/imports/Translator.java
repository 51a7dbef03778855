package io.tidemark.projection.imports;

import io.tidemark.events.CloudEventDecoder;
import io.tidemark.events.CloudEventEncoder;
import io.tidemark.events.CloudEventEncoder.Encoded;
import io.tidemark.events.Envelope;
import io.tidemark.events.InvalidEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes events of rows. A row gives all its events or, if any of them is not in order, none; what a
 * projector would refuse is refused here, by the same rules.
 */
final class Translator {

  private static final Duration MAX_AHEAD = Duration.ofHours(24);
  private static final int MAX_BYTES = 1_000_000;

  private final Mapping mapping;
  private final Shift shift;
  private final Instant last;
  private final Instant latestPossible;
  private final CloudEventDecoder rules;
  private final Map<String, Set<String>> given = new HashMap<>();

  /** An event that is ready to go. */
  record Ready(EventRule rule, String subject, Instant time, Encoded event) {}

  /**
   * @param events to publish
   * @param withheld how many there are besides
   */
  record Translation(List<Ready> events, int withheld) {}

  Translator(ImportRequest request, Shift shift) {
    this.mapping = request.mapping();
    this.shift = shift;
    this.last = last(request);
    this.latestPossible = request.shiftTo() == null ? request.now().plus(MAX_AHEAD) : Instant.MAX;
    this.rules = new CloudEventDecoder(request.currency(), MAX_BYTES);
  }

  private static Instant last(ImportRequest request) {
    Instant until = request.until() == null ? Instant.MAX : request.until();
    Instant shiftTo = request.shiftTo() == null ? Instant.MAX : request.shiftTo();
    return until.isBefore(shiftTo) ? until : shiftTo;
  }

  Translation translate(Row row) throws Rejected {
    List<Ready> events = new ArrayList<>(mapping.events().size());
    int withheld = 0;
    for (EventRule rule : mapping.events()) {
      if (!rule.applies(row)) {
        continue;
      }
      String subject = rule.subject(row);
      if (rule.once() && given(rule).contains(subject)) {
        continue;
      }
      Ready event = ready(rule, row, subject);
      if (event.time().isAfter(last)) {
        withheld++;
      } else {
        events.add(event);
      }
    }
    remember(events);
    return new Translation(events, withheld);
  }

  private Ready ready(EventRule rule, Row row, String subject) throws Rejected {
    Envelope envelope = rule.envelope(row, subject, shift);
    if (envelope.time().isAfter(latestPossible)) {
      throw rule.rejected("time: more than 24 hours ahead of the clock: " + envelope.time());
    }
    Encoded encoded = CloudEventEncoder.encode(envelope, rule.event(row, shift));
    try {
      rules.decode(encoded.key(), encoded::header, encoded.value());
    } catch (InvalidEvent e) {
      throw rule.rejected(String.valueOf(e.getMessage()));
    }
    return new Ready(rule, subject, envelope.time(), encoded);
  }

  // Only now that the row is accepted: the event of a rejected row, or a withheld one, was not
  // given.
  private void remember(List<Ready> events) {
    for (Ready event : events) {
      if (event.rule().once()) {
        given(event.rule()).add(event.subject());
      }
    }
  }

  private Set<String> given(EventRule rule) {
    return given.computeIfAbsent(rule.name(), _ -> new HashSet<>());
  }
}
