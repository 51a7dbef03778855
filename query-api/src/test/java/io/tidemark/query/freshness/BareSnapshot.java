package io.tidemark.query.freshness;

import io.tidemark.query.QueryServer;
import java.sql.Connection;

/** For tests of single statements: a connection as if it showed a snapshot of the first tables. */
public final class BareSnapshot {

  private BareSnapshot() {}

  /** It is the caller's to close. */
  public static Snapshot of(Connection connection) {
    return new Snapshot(connection, Tide.unknown(QueryServer.CALENDAR));
  }
}
