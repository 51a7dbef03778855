package io.tidemark.query.audit;

/**
 * An access in its place in the chain of one writer.
 *
 * @param seq 1, 2, 3 … without a gap
 * @param hash of the hash before it and of everything it says
 */
@SuppressWarnings("ArrayRecordComponent") // compared with Arrays.equals where it is compared at all
record ChainedEntry(long seq, AuditEntry entry, byte[] hash) {}
