package io.jackdaw.kafka.controller;

import java.util.function.Predicate;

/**
 * What the configuration says on elections and deletions.
 *
 * @param deleteEnabled whether topics may be deleted at all
 * @param uncleanElection whether a topic's partitions may be led by a replica that may miss records
 */
public record Rules(boolean deleteEnabled, Predicate<String> uncleanElection) {}
