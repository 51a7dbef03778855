package io.tidemark.query.voice;

import java.util.Locale;

/** Why there is no new configuration. */
enum Failure {
  /** No connection. */
  CONNECT(Blame.PROVIDER, true),
  /** Not all of the answer came in time. */
  TIMEOUT(Blame.PROVIDER, true),
  /** The connection broke. */
  NETWORK(Blame.PROVIDER, true),
  /** 5xx, 408. */
  SERVER_ERROR(Blame.PROVIDER, true),
  /** 200 with what is not one JSON object in UTF-8. */
  MALFORMED(Blame.PROVIDER, true),
  /** 3xx: never followed, since the key would go along. */
  REDIRECT(Blame.PROVIDER, false),
  /** 401, 403: the key is not good, for any agent. */
  UNAUTHORIZED(Blame.PROVIDER, false),
  /** 429: it works, but wants less. */
  RATE_LIMITED(Blame.NOBODY, true),
  /** More bytes than may be. */
  TOO_LARGE(Blame.AGENT, false),
  /** 404. */
  NOT_FOUND(Blame.AGENT, false),
  /** Any other status. */
  REJECTED(Blame.AGENT, false),
  /** Not sent: the circuit breaker is open. */
  BREAKER_OPEN(Blame.NOBODY, false),
  /** Not sent: too many are under way. */
  CROWDED(Blame.NOBODY, false),
  /** Not sent: not a name that can be put into a path. */
  INVALID_ID(Blame.NOBODY, false),
  /** A bug of ours; the log says which. */
  INTERNAL(Blame.NOBODY, false);

  /** What a failure says about the next request. */
  enum Blame {
    /** It would likely fail too. */
    PROVIDER,
    /** Nothing: the provider has answered, of this one agent. */
    AGENT,
    /** Nothing: the provider was not asked, or would not say. */
    NOBODY
  }

  private final Blame blame;
  private final boolean repeatable;

  Failure(Blame blame, boolean repeatable) {
    this.blame = blame;
    this.repeatable = repeatable;
  }

  Blame blame() {
    return blame;
  }

  /** Whether another attempt may well succeed. */
  boolean isRepeatable() {
    return repeatable;
  }

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
