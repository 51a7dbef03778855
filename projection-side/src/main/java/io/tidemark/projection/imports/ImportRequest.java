package io.tidemark.projection.imports;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to import, and how.
 *
 * @param sources in this order; rows are numbered on over all of them
 * @param now the clock's time: events more than 24 hours ahead of it are rejected
 * @param currency of the deployment
 * @param shiftTo if given, all times are moved by what brings the newest row to this instant (or,
 *     where the mapping wants whole weeks, less than a week beyond it), and what would then lie
 *     after it is withheld, as it has not happened yet. The same instant again gives the same
 *     events.
 * @param until if given, events after it are withheld
 * @param rejects where rejected rows are listed; if null, beside each source
 */
public record ImportRequest(
    Mapping mapping,
    List<Source> sources,
    Instant now,
    String currency,
    @Nullable Instant shiftTo,
    @Nullable Instant until,
    @Nullable Path rejects) {

  public ImportRequest {
    sources = List.copyOf(sources);
    if (rejects == null && sources.stream().anyMatch(source -> source.rejects() == null)) {
      throw new IllegalArgumentException("there is no place beside a resource for its rejects");
    }
  }

  /** An import without shift, of all there is, in euros. */
  public static ImportRequest of(Mapping mapping, List<Source> sources, Instant now) {
    return new ImportRequest(mapping, sources, now, "EUR", null, null, null);
  }

  public ImportRequest in(String otherCurrency) {
    return new ImportRequest(mapping, sources, now, otherCurrency, shiftTo, until, rejects);
  }

  public ImportRequest shiftedTo(@Nullable Instant newest) {
    return new ImportRequest(mapping, sources, now, currency, newest, until, rejects);
  }

  public ImportRequest until(@Nullable Instant last) {
    return new ImportRequest(mapping, sources, now, currency, shiftTo, last, rejects);
  }

  public ImportRequest rejectsTo(@Nullable Path file) {
    return new ImportRequest(mapping, sources, now, currency, shiftTo, until, file);
  }
}
