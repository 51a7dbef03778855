package io.tidemark.projection.calling;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.tidemark.events.Envelope;
import io.tidemark.events.calling.PurchaseEvent;
import io.tidemark.projection.engine.CellTable;
import io.tidemark.projection.engine.Cells;
import io.tidemark.projection.engine.Context;
import io.tidemark.projection.engine.EntityTable;
import io.tidemark.projection.engine.Projection;
import io.tidemark.projection.engine.Stamp;
import io.tidemark.projection.engine.Table;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;

/** Adds up the credits that accounts bought. Each event is an entity, so none counts twice. */
public final class PurchaseProjection implements Projection<PurchaseEvent, Purchase> {

  /** Credits bought, by account. */
  static final Table<AccountKey, CreditSums> BY_ACCOUNT =
      Table.of("credits_by_account", AccountKey.class, CreditSums.class);

  static final EntityTable<Purchase> PURCHASES = EntityTable.of("purchase", Purchase.class);

  /** Up to here an id is kept readable; sources may be too long for an index. */
  static final int READABLE = 200;

  record AccountKey(String account) {}

  record CreditSums(BigDecimal purchased) {}

  /** A source is a URI reference, which has no bar: the two parts cannot run into each other. */
  @Override
  public String entityId(Envelope envelope, PurchaseEvent event) {
    String id = envelope.source() + "|" + envelope.id();
    return id.length() > READABLE ? UUID.nameUUIDFromBytes(id.getBytes(UTF_8)).toString() : id;
  }

  @Override
  public Purchase merge(Purchase purchase, PurchaseEvent event, Stamp at) {
    return switch (event) {
      case PurchaseEvent.CreditsPurchased e -> purchase.purchased(e.credits(), at);
    };
  }

  @Override
  public void contribute(Purchase purchase, Context context, Cells cells) {
    AccountKey account = new AccountKey(requireNonNull(purchase.account().value()));
    cells.add(BY_ACCOUNT, account, new CreditSums(requireNonNull(purchase.credits().value())));
  }

  @Override
  public String group() {
    return "credits";
  }

  @Override
  public String topic() {
    return "tidemark.calls";
  }

  @Override
  public Class<PurchaseEvent> events() {
    return PurchaseEvent.class;
  }

  @Override
  public EntityTable<Purchase> entities() {
    return PURCHASES;
  }

  @Override
  public List<CellTable> tables() {
    return List.of(BY_ACCOUNT.cells());
  }
}
