package io.tidemark.query.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

  @TempDir private Path folder;

  private static AuditEntry entry(String staffId, @Nullable String include) {
    return new AuditEntry(
        Instant.parse("2026-11-20T10:30:00.123456Z"),
        staffId,
        "view_metrics",
        "dashboard_metrics",
        "all",
        include,
        "allowed",
        "4bf92f3577b34da6a3ce929d0e0e4736");
  }

  private List<ChainedEntry> waiting() throws IOException {
    List<ChainedEntry> waiting = new ArrayList<>();
    Journal.open(folder, waiting).close();
    return waiting;
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".journal")).sorted().toList();
    }
  }

  @Test
  void what_was_appended_is_there_after_a_restart_and_the_chain_goes_on() throws IOException {
    byte[] last;
    try (Journal journal = Journal.open(folder, new ArrayList<>())) {
      journal.append(entry("s1", null));
      last = journal.append(entry("Zoë \t\n\\ 日本", "bookings,sla")).hash();
    }
    List<ChainedEntry> waiting = new ArrayList<>();
    try (Journal journal = Journal.open(folder, waiting)) {
      assertThat(waiting).extracting(ChainedEntry::seq).containsExactly(1L, 2L);
      assertThat(waiting)
          .extracting(ChainedEntry::entry)
          .containsExactly(entry("s1", null), entry("Zoë \t\n\\ 日本", "bookings,sla"));
      assertThat(waiting.getLast().hash()).isEqualTo(last);
      assertThat(journal.append(entry("s2", null)).seq()).isEqualTo(3);
    }
    assertThat(waiting()).hasSize(3);
  }

  @Test
  void an_entry_whose_write_was_cut_short_is_gone_and_those_before_it_are_not() throws IOException {
    try (Journal journal = Journal.open(folder, new ArrayList<>())) {
      journal.append(entry("s1", null));
      journal.append(entry("s2", null));
    }
    Path segment = segments().getFirst();
    long whole = Files.size(segment);
    for (long cut = 1; cut < whole / 2; cut += 7) {
      Path copy = Files.createTempDirectory("journal");
      for (Path file : List.of(segment, folder.resolve("chain"))) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
      try (FileChannel file =
          FileChannel.open(copy.resolve(segment.getFileName()), StandardOpenOption.WRITE)) {
        file.truncate(whole - cut);
      }
      List<ChainedEntry> waiting = new ArrayList<>();
      try (Journal journal = Journal.open(copy, waiting)) {
        assertThat(waiting).extracting(e -> e.entry().staffId()).containsExactly("s1");
        assertThat(journal.append(entry("s3", null)).seq()).isEqualTo(2);
      }
    }
  }

  @Test
  void files_go_when_all_of_their_entries_are_elsewhere_but_the_newest_entry_stays()
      throws IOException {
    try (Journal journal = Journal.open(folder, new ArrayList<>())) {
      String long100k = "x".repeat(100_000);
      while (journal.lastSeq() < 400) {
        journal.append(entry("s1", long100k));
      }
      assertThat(segments()).hasSizeGreaterThan(2);
      journal.trim(journal.lastSeq());
      assertThat(segments()).hasSize(1);
    }
    List<ChainedEntry> waiting = waiting();
    assertThat(waiting.getLast().seq()).isEqualTo(400);
    assertThat(waiting()).hasSameSizeAs(waiting);
  }

  @Test
  void a_folder_has_one_writer() throws IOException {
    Journal journal = Journal.open(folder, new ArrayList<>());
    assertThatThrownBy(() -> Journal.open(folder, new ArrayList<>()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("in use");
    journal.close();
    assertThat(waiting()).isEmpty();
  }
}
