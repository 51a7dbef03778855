package io.tidemark.projection.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is shown of a rebuild to those who watch it. */
final class ProgressTest {

  private final Progress progress = new Progress(0);

  @Test
  void what_is_shown_stands_while_something_is_done_again() {
    progress.set(100, 0);
    progress.add(60);
    assertThat(progress.done()).isEqualTo(60);
    progress.add(-25);
    assertThat(progress.done()).isEqualTo(60);
    progress.add(20);
    assertThat(progress.done()).isEqualTo(60);
    progress.add(10);
    assertThat(progress.done()).isEqualTo(65);
  }

  @Test
  void a_phase_that_begins_later_takes_nothing_back_and_more_may_come_than_there_was() {
    progress.set(100, 100);
    progress.set(80, 40);
    assertThat(progress.total()).isEqualTo(100);
    assertThat(progress.done()).isEqualTo(100);
    progress.set(150, 100);
    assertThat(progress.total()).isEqualTo(150);
    progress.add(70);
    assertThat(progress.done()).isEqualTo(170);
    assertThat(progress.total()).as("never less than what is done").isEqualTo(170);
  }
}
