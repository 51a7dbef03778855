package io.tidemark.command.store;

import io.tidemark.command.Revision;

/** What a command carries besides what it wants. */
public final class Metadata {

  /** Who has sent it: the token's subject. Its events carry that on. */
  public static final String ACTOR = "actor";

  /** The {@link #ACTOR} of what nobody has sent: a deadline came due. */
  public static final String SYSTEM = "system";

  /** W3C {@code traceparent} of the request. Its events carry that on. */
  public static final String TRACEPARENT = "traceparent";

  /** The revision that the aggregate must have, a {@code Long}, if the caller has said so. */
  public static final String EXPECTED_REVISION = Revision.EXPECTED;

  /** The {@link RequestKey} of the command, if its caller gave one. */
  public static final String REQUEST_KEY = "request-key";

  /** An {@code AtomicReference}, where the {@link Outcome} is to be put. */
  public static final String OUTCOME = "outcome";

  private Metadata() {}
}
