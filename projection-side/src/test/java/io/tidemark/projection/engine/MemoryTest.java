package io.tidemark.projection.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.projection.booking.BookingProjection;
import io.tidemark.projection.engine.EntityTable.Row;
import io.tidemark.projection.staff.StaffProjection;
import org.junit.jupiter.api.Test;

class MemoryTest {

  private static final BookingProjection BOOKINGS = new BookingProjection();
  private static final StaffProjection STAFF = new StaffProjection();

  private final Room room = new Room(4);
  private final Memory.All memories = Memory.All.of(Projections.of(BOOKINGS, STAFF), room);

  @Test
  void kinds_share_the_room_and_the_largest_gives_way() {
    remember(BOOKINGS, 3);
    remember(STAFF, 2);

    memories.makeRoom();

    assertThat(memories.of(BOOKINGS).size()).isZero();
    assertThat(memories.of(STAFF).size()).isEqualTo(2);
  }

  @Test
  void nothing_is_forgotten_while_there_is_room() {
    remember(BOOKINGS, 3);
    remember(STAFF, 1);

    memories.makeRoom();

    assertThat(memories.of(BOOKINGS).size()).isEqualTo(3);
    assertThat(memories.of(STAFF).size()).isEqualTo(1);
  }

  @Test
  void whoever_shares_the_room_leaves_the_others_less_until_he_is_gone() {
    room.enter();
    remember(BOOKINGS, 2);
    remember(STAFF, 1);

    room.enter(); // another generation
    memories.makeRoom();

    assertThat(memories.of(BOOKINGS).size()).isZero();
    assertThat(memories.of(STAFF).size()).isEqualTo(1);

    room.leave();
    remember(BOOKINGS, 3);
    memories.makeRoom();

    assertThat(memories.of(BOOKINGS).size()).isEqualTo(3);
  }

  private <E extends Entity> void remember(Projection<?, E> projection, int count) {
    for (int i = 0; i < count; i++) {
      memories.of(projection).put(new Row<>(projection.entities().empty("id" + i), 0, 1));
    }
  }
}
