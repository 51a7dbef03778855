package io.tidemark.projection.calling;

import io.tidemark.events.calling.AccountEvent;
import io.tidemark.projection.engine.CellTable;
import io.tidemark.projection.engine.Cells;
import io.tidemark.projection.engine.Context;
import io.tidemark.projection.engine.EntityTable;
import io.tidemark.projection.engine.Projection;
import io.tidemark.projection.engine.Stamp;
import java.util.List;

/** Keeps the accounts; it counts nothing. */
public final class AccountProjection implements Projection<AccountEvent, Account> {

  static final EntityTable<Account> ACCOUNTS = EntityTable.of("account", Account.class);

  @Override
  public Account merge(Account account, AccountEvent event, Stamp at) {
    return switch (event) {
      case AccountEvent.Registered e -> account.registered(at).named(e.name(), e.email(), at);
      case AccountEvent.Renamed e -> account.named(e.name(), e.email(), at);
      case AccountEvent.Closed _ -> account.closed(at);
    };
  }

  @Override
  public void contribute(Account account, Context context, Cells cells) {
    // the row itself is what is read
  }

  @Override
  public String group() {
    return "accounts";
  }

  @Override
  public String topic() {
    return "tidemark.calls";
  }

  @Override
  public Class<AccountEvent> events() {
    return AccountEvent.class;
  }

  @Override
  public EntityTable<Account> entities() {
    return ACCOUNTS;
  }

  @Override
  public List<CellTable> tables() {
    return List.of();
  }
}
