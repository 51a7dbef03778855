package io.tidemark.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestServersTest {

  @Test
  void each_caller_gets_an_empty_database_of_its_own() throws Exception {
    TestDatabase one = TestPostgres.freshDatabase();
    one.execute("create table only_here (n int)");
    TestDatabase other = TestPostgres.freshDatabase();
    try (var connection = other.dataSource().getConnection();
        var tables = connection.getMetaData().getTables(null, "public", "%", null)) {
      assertThat(tables.next()).isFalse();
    }
  }

  @Test
  void a_copy_has_what_was_there_and_is_of_its_own() throws Exception {
    TestDatabase template = TestPostgres.freshDatabase();
    template.execute("create table numbers as select 1 as n");
    TestDatabase copy = TestPostgres.copyOf(template);
    copy.execute("insert into numbers values (2)");
    assertThat(List.of(numbers(copy), numbers(TestPostgres.copyOf(template))))
        .containsExactly(2L, 1L);
  }

  private static long numbers(TestDatabase database) throws Exception {
    try (var connection = database.dataSource().getConnection();
        var rows = connection.createStatement().executeQuery("select count(*) from numbers")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Test
  void topics_of_one_test_are_gone_for_the_next() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()))) {
      var topic = List.of(new NewTopic("mine", Optional.empty(), Optional.empty()));
      admin.createTopics(topic).all().get();
      TestKafka.deleteTopics();
      admin.createTopics(topic).all().get();
      await()
          .untilAsserted(
              () -> assertThat(admin.listTopics().names().get()).containsExactly("mine"));
    }
  }

  @Test
  void a_socket_without_an_engine_is_no_docker(@TempDir Path folder) {
    assertThat(Infrastructure.answers(UnixDomainSocketAddress.of(folder.resolve("none.sock"))))
        .isFalse();
  }

  @Test
  void the_infrastructure_can_be_forced() {
    assertThat(Infrastructure.choose("docker")).isEqualTo(Infrastructure.DOCKER);
    assertThat(Infrastructure.choose("embedded")).isEqualTo(Infrastructure.EMBEDDED);
    assertThatThrownBy(() -> Infrastructure.choose("cloud"))
        .hasMessageContaining("auto, docker or embedded");
  }
}
