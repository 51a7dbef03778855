package io.tidemark.projection.imports;

/** A mapping that cannot be understood, or does not fit the file; the message names the place. */
public final class InvalidMapping extends Exception {

  public InvalidMapping(String place, String reason) {
    super(place.isEmpty() ? reason : place + ": " + reason);
  }
}
