/** Events of upstreams without Kafka: over HTTP, checked, into the log, each once. */
@NullMarked
package io.tidemark.command.ingest;

import org.jspecify.annotations.NullMarked;
