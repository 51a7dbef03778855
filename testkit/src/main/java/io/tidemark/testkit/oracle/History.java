package io.tidemark.testkit.oracle;

import static io.tidemark.events.complaint.Priority.MEDIUM;

import io.tidemark.events.Envelope;
import io.tidemark.events.Event;
import io.tidemark.events.EventTypes;
import io.tidemark.events.Received;
import io.tidemark.events.booking.BookingEvent;
import io.tidemark.events.complaint.ComplaintEvent;
import io.tidemark.events.complaint.Priority;
import io.tidemark.events.staff.StaffEvent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What may happen to some entities of every kind, made from a seed. */
public final class History {

  /** About when the first of it happens. */
  public static final Instant START = Instant.parse("2024-12-15T22:00:00Z");

  final Random random;
  private final List<Received> events;

  private History(long seed, List<Received> events) {
    random = new Random(seed);
    this.events = events;
  }

  /**
   * Events of so many entities of each kind, in the order in which they happened to each entity.
   */
  public static List<Received> of(long seed, int entities) {
    List<Received> events = new ArrayList<>();
    History history = new History(seed, events);
    History production = new History(seed + 1_000, events);
    CallingHistory calling = new CallingHistory(new History(seed + 2_000, events));
    for (int i = 0; i < entities; i++) {
      history.booking("b" + i);
      history.complaint("c" + i);
      if (i % 10 == 0) {
        history.staff("s" + i / 10);
      }
      production.production(i);
      calling.happen(i);
    }
    return events;
  }

  /** An event of the source {@code /test}. */
  public static Received event(
      String id, String subject, Instant time, long sequence, Event event) {
    String type = EventTypes.of(event).name();
    return new Received(
        new Envelope(id, "/test", type, subject, time, sequence, null, null), event);
  }

  private void booking(String id) {
    List<Event> facts = new ArrayList<>();
    facts.add(new BookingEvent.Created(amount(), null, null, null, staffOrNone(), null, null));
    for (int i = random.nextInt(6); i > 0; i--) {
      facts.add(
          switch (random.nextInt(8)) {
            case 0 -> new BookingEvent.Confirmed();
            case 1 -> new BookingEvent.Started();
            case 2 -> new BookingEvent.Completed();
            case 3 -> new BookingEvent.Cancelled("no_show");
            case 4 -> new BookingEvent.Repriced(amount(), "EUR");
            case 5 -> new BookingEvent.Assigned("s" + random.nextInt(12));
            case 6 -> new BookingEvent.Unassigned();
            default -> new BookingEvent.Rescheduled(START);
          });
    }
    happen(id, facts);
  }

  private void complaint(String id) {
    List<Event> facts = new ArrayList<>();
    Instant due = random.nextInt(4) == 0 ? START.plusMillis(random.nextInt(900_000_000)) : null;
    facts.add(new ComplaintEvent.Opened(priority(), null, null, null, staffOrNone(), null, due));
    for (int i = random.nextInt(7); i > 0; i--) {
      facts.add(
          switch (random.nextInt(9)) {
            case 0 -> new ComplaintEvent.Assigned("s" + random.nextInt(12));
            case 1 -> new ComplaintEvent.Unassigned();
            case 2 -> new ComplaintEvent.Responded();
            case 3 -> new ComplaintEvent.Started(null);
            case 4 -> new ComplaintEvent.Escalated("late");
            case 5 -> new ComplaintEvent.Resolved(null);
            case 6 -> new ComplaintEvent.Closed(null);
            case 7 -> new ComplaintEvent.Reopened("not settled");
            default -> new ComplaintEvent.Reprioritised(priority());
          });
    }
    happen(id, facts);
  }

  private void staff(String id) {
    List<Event> facts = new ArrayList<>();
    facts.add(new StaffEvent.Registered("Name of " + id, "agent"));
    if (random.nextBoolean()) {
      facts.add(new StaffEvent.Renamed("Other\tname \\ of " + id, null));
    }
    if (random.nextInt(4) == 0) {
      facts.add(new StaffEvent.Left());
    }
    happen(id, facts);
  }

  private void production(int i) {
    ProviderHistory facts = new ProviderHistory(random);
    happen("e" + i, facts.entry());
    if (i % 10 == 0) {
      happen("l" + i / 10, facts.location("l" + i / 10));
      happen("p" + i / 10, facts.provider("p" + i / 10));
      happen("g" + i / 10, facts.goal());
    }
  }

  /** Some sources number their events; one in ten creating events never comes. */
  private void happen(String subject, List<Event> facts) {
    boolean numbered = random.nextBoolean();
    happen(subject, numbered, START.plus(Duration.ofMinutes(random.nextInt(60 * 24 * 90))), facts);
  }

  void happen(Received received) {
    events.add(received);
  }

  void happen(String subject, boolean numbered, Instant start, List<Event> facts) {
    Instant time = start;
    int first = random.nextInt(10) == 0 ? 1 : 0;
    for (int i = 0; i < facts.size(); i++) {
      // equal times only right after the creating event, whose rank then decides
      boolean ranked = i == 1 && !facts.get(i).creates();
      time =
          ranked && random.nextBoolean() ? time : time.plusMillis(1 + random.nextInt(90_000_000));
      if (i >= first) {
        events.add(event(subject + "-" + i, subject, time, numbered ? i + 1 : 0, facts.get(i)));
      }
    }
  }

  BigDecimal amount() {
    return BigDecimal.valueOf(random.nextInt(2_000_000) - 50_000, random.nextInt(5));
  }

  private Priority priority() {
    Priority[] all = Priority.values();
    return random.nextInt(3) == 0 ? MEDIUM : all[random.nextInt(all.length)];
  }

  private @Nullable String staffOrNone() {
    return random.nextInt(3) == 0 ? null : "s" + random.nextInt(12);
  }
}
