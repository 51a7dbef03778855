package io.tidemark.events;

/** An event as it was decoded: what happened, and its envelope. */
public record Received(Envelope envelope, Event event) {}
