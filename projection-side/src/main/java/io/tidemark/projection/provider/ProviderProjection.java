package io.tidemark.projection.provider;

import io.tidemark.events.provider.ProviderEvent;
import io.tidemark.projection.engine.CellTable;
import io.tidemark.projection.engine.Cells;
import io.tidemark.projection.engine.Context;
import io.tidemark.projection.engine.EntityTable;
import io.tidemark.projection.engine.Stamp;
import java.util.List;

/** Keeps the names and roles of providers; it counts nothing. */
public final class ProviderProjection implements Production<ProviderEvent, Provider> {

  static final EntityTable<Provider> PROVIDERS = EntityTable.of("provider", Provider.class);

  @Override
  public Provider merge(Provider provider, ProviderEvent event, Stamp at) {
    return switch (event) {
      case ProviderEvent.Registered e -> provider.registered(at).named(e.name(), e.role(), at);
      case ProviderEvent.Renamed e -> provider.named(e.name(), e.role(), at);
      case ProviderEvent.Retired _ -> provider.retired(at);
    };
  }

  @Override
  public void contribute(Provider provider, Context context, Cells cells) {
    // the row itself is what is read
  }

  @Override
  public String group() {
    return "providers";
  }

  @Override
  public Class<ProviderEvent> events() {
    return ProviderEvent.class;
  }

  @Override
  public EntityTable<Provider> entities() {
    return PROVIDERS;
  }

  @Override
  public List<CellTable> tables() {
    return List.of();
  }
}
