package io.tidemark.query.provider;

import io.tidemark.query.QueryServer;
import io.tidemark.query.ReadModel;
import io.tidemark.query.SettableClock;
import io.tidemark.testkit.TestTokens;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import tools.jackson.databind.JsonNode;

/** Providers with production at locations and goals of all kinds, told over HTTP. */
abstract class PerformanceFixture {

  static final String READ = TestTokens.withScope("providers.read");
  static final Instant AS_OF = Instant.parse("2026-11-20T10:29:59.8Z");

  static final QueryServer server = QueryServer.shared();
  static final ReadModel rows = new ReadModel(server.database());

  @BeforeAll
  static void fill() {
    // a Friday; its week starts on Monday the 16th
    server.bean(SettableClock.class).stopAt(Instant.parse("2026-11-20T10:30:20Z"));
    rows.clear(Instant.EPOCH);
    rows.commit(
        AS_OF,
        """
        insert into readmodel.location (id, partition, revision, registered, name, stamps) values
          ('l1', 0, 1, '2026-01-01Z', 'Main Street', ''),
          ('l2', 0, 1, '2026-01-01Z', 'Harbour', ''),
          ('l3', 0, 1, null, 'Not yet', ''),
          ('l4', 0, 1, '2026-01-01Z', 'Hill', '');
        insert into readmodel.provider
            (id, partition, revision, registered, name, role, retired, stamps) values
          ('p1', 0, 1, '2026-01-01Z', 'Grace Hopper', 'dentist', false, ''),
          ('p2', 0, 1, '2026-01-01Z', 'Alan Turing', 'hygienist', true, ''),
          ('p3', 0, 1, null, 'Nobody yet', 'dentist', null, ''),
          ('p4', 0, 1, '2026-01-01Z', 'Ada Byron', 'dentist', null, '');
        insert into readmodel.production_by_provider values
          ('month', '2026-11-01', 'p1', 1000.0050, 200.0000, 5),
          ('month', '2026-10-01', 'p1',  800.0000,   0.0000, 4),
          ('month', '2026-02-01', 'p1',   -1.5050,   0.0000, 1),
          ('month', '2026-01-01', 'p1',    0.0000,   0.0000, 0),
          ('week',  '2026-11-16', 'p1',  700.0000,   0.0000, 3),
          ('week',  '2026-11-09', 'p1',  350.0000,   0.0000, 1),
          ('day',   '2026-11-20', 'p1',  100.0000,   0.0000, 1),
          ('month', '2026-11-01', 'p9',    9.0000,   9.0000, 9),
          ('day',   '2024-02-29', 'p4',   12.0000,   0.0000, 1);
        insert into readmodel.production_by_location values
          ('month', '2026-11-01', 'p1', 'l1',  900.0050, 100.0000, 3),
          ('month', '2026-11-01', 'p1', 'l2',  100.0000, 100.0000, 2),
          ('month', '2026-10-01', 'p1', 'l2',  800.0000,   0.0000, 4),
          ('month', '2026-11-01', 'p1', 'l5',    0.0000,   0.0000, 0),
          ('month', '2026-02-01', 'p1', 'l6',   -1.5050,   0.0000, 1);
        insert into readmodel.goal
            (id, partition, revision, set_at, provider, location, granularity, period_start, amount,
             stamps) values
          ('g1', 0, 1, '2026-01-01Z', 'p1', null, 'month', '2026-01-01', 1500.0000, ''),
          ('g2', 0, 1, '2026-10-01Z', 'p1', null, 'month', '2026-11-01', 2100.0000, ''),
          ('g3', 0, 1, '2026-10-01Z', 'p1', 'l2', 'month', '2026-11-01',  300.0000, ''),
          ('g4', 0, 1, '2026-10-01Z', 'p1', 'l4', 'month', '2025-11-01',   50.0000, ''),
          ('g5', 0, 1, '2026-10-01Z', 'p4', 'l1', 'month', '2024-01-01',  290.0000, ''),
          ('g6', 0, 1, '2026-10-01Z', 'p4', 'l2', 'week',  '2024-02-26',   70.0000, ''),
          ('g7', 0, 1, '2026-10-01Z', 'p4', 'l1', 'month', '2024-03-01',     null, ''),
          ('g8', 0, 1, '2026-10-01Z', 'p4', 'l2', 'week',  '2024-03-04',     null, '');
        """
            + ReadModel.GOALS_BY_LOCATION);
    server.catchUp();
  }

  @AfterAll
  static void backToTheTimeOfOthers() {
    server.bean(SettableClock.class).run();
  }

  static HttpResponse<String> get(String provider, String query) {
    return server.get("/api/providers/" + provider + "/performance" + query, READ);
  }

  static JsonNode json(String provider, String query) {
    return server.json("/api/providers/" + provider + "/performance" + query, READ);
  }
}
