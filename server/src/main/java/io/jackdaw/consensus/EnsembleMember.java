package io.jackdaw.consensus;

/**
 * One server of an ensemble, as all of them know it.
 *
 * @param id from 1 to 254
 * @param host where the others reach it
 * @param observer follows without a vote
 * @param line all that is said of it, in the words of the layer above; kept as it is
 */
public record EnsembleMember(int id, String host, int port, boolean observer, String line) {}
