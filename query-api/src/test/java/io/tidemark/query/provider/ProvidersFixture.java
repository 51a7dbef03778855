package io.tidemark.query.provider;

import io.tidemark.query.QueryServer;
import io.tidemark.query.ReadModel;
import io.tidemark.query.SettableClock;
import io.tidemark.testkit.TestTokens;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import tools.jackson.databind.JsonNode;

/** Providers with their production and goals, and the list of them over HTTP. */
abstract class ProvidersFixture {

  static final String READ = TestTokens.withScope("providers.read");
  static final String PATH = "/api/providers";
  static final Instant NOW = Instant.parse("2026-11-20T10:30:20Z");
  static final Instant AS_OF = Instant.parse("2026-11-20T10:28:00Z");

  static final QueryServer server = QueryServer.shared();
  static final ReadModel rows = new ReadModel(server.database());

  @BeforeAll
  static void fill() {
    server.bean(SettableClock.class).stopAt(NOW);
    rows.clear(Instant.EPOCH);
    rows.commit(
        AS_OF,
        """
        insert into readmodel.location (id, partition, revision, registered, name, stamps) values
          ('l1', 0, 1, '2026-01-01Z', 'Main Street', ''),
          ('l2', 0, 1, '2026-01-01Z', 'Harbour', ''),
          ('l3', 0, 1, null, 'Not yet', '');
        insert into readmodel.provider
            (id, partition, revision, registered, name, role, retired, stamps) values
          ('q1', 0, 1, '2026-01-01Z', 'Grace', 'dentist',   false, ''),
          ('q2', 0, 1, '2026-01-01Z', 'Ada',   'hygienist', null,  ''),
          ('q3', 0, 1, null,          'Zero',  'dentist',   null,  ''),
          ('q4', 0, 1, '2026-01-01Z', 'Ada',   'dentist',   false, ''),
          ('q5', 0, 1, '2026-01-01Z', 'Old',   'dentist',   true,  ''),
          ('q6', 0, 1, '2026-01-01Z', 'Éva',   'dentist',   null,  '');
        insert into readmodel.production_by_provider values
          ('month', '2026-11-01', 'q1', 1000.0000, 200.0000, 5),
          ('month', '2026-10-01', 'q1',  800.0000,   0.0000, 4),
          ('month', '2026-11-01', 'q2',    0.0000,  90.0000, 2),
          ('month', '2026-11-01', 'q3',    5.0000,   0.0000, 1),
          ('month', '2026-10-01', 'q5',   50.0000,   0.0000, 1),
          ('month', '2026-11-01', 'q6',  -10.0000,   0.0000, 1),
          ('day',   '2026-11-20', 'q1',   10.0000,   0.0000, 1);
        insert into readmodel.production_by_location values
          ('month', '2026-11-01', 'q1', 'l1',  900.0000, 200.0000, 4),
          ('month', '2026-11-01', 'q1', 'l2',  100.0000,   0.0000, 1),
          ('month', '2026-10-01', 'q1', 'l2',  800.0000,   0.0000, 4),
          ('month', '2026-11-01', 'q2', 'l1',    0.0000,  90.0000, 2),
          ('month', '2026-10-01', 'q5', 'l2',   50.0000,   0.0000, 1),
          ('day',   '2026-11-20', 'q1', 'l1',   10.0000,   0.0000, 1);
        insert into readmodel.goal
            (id, partition, revision, set_at, provider, location, granularity, period_start, amount,
             stamps) values
          ('g1', 0, 1, '2026-01-01Z', 'q1', null, 'month', '2026-01-01', 1500.0000, ''),
          ('g2', 0, 1, '2026-01-01Z', 'q2', 'l1', 'month', '2026-01-01',  150.0000, ''),
          ('g3', 0, 1, '2026-01-01Z', 'q2', 'l2', 'month', '2026-01-01',   30.0000, ''),
          ('g4', 0, 1, '2026-01-01Z', 'q2', null, 'month', '2026-01-01',  999.0000, ''),
          ('g5', 0, 1, '2026-01-01Z', 'q2', null, 'month', '2026-11-01',      null, ''),
          ('g6', 0, 1, '2026-01-01Z', 'q4', null, 'month', '2026-12-01',  999.0000, '');
        """
            + ReadModel.GOALS_BY_LOCATION);
    server.catchUp();
  }

  @AfterAll
  static void backToTheTimeOfOthers() {
    server.bean(SettableClock.class).run();
  }

  static HttpResponse<String> get(String query) {
    return server.get(PATH + query, READ);
  }

  static List<String> ids(String query) {
    return ids(server.json(PATH + query, READ));
  }

  static List<String> ids(JsonNode page) {
    List<String> ids = new ArrayList<>();
    page.get("providers").forEach(row -> ids.add(row.get("id").asString()));
    return ids;
  }
}
