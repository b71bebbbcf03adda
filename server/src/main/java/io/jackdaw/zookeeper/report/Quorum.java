package io.jackdaw.zookeeper.report;

import io.jackdaw.metrics.Sizes;
import io.jackdaw.zookeeper.ensemble.ServerLine;
import io.jackdaw.zookeeper.ensemble.ServerList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one server of several knows of them.
 *
 * @param leaderId 0 while there is none
 * @param leadingMs for how long this server has led, if it does
 * @param proposalBytes of what it has proposed as the leader
 * @param followers whom this server hears as their leader
 */
public record Quorum(
    int serverId,
    int leaderId,
    long leadingMs,
    Sizes proposalBytes,
    Set<Integer> followers,
    ServerList servers,
    int initLimit,
    int syncLimit) {
  public boolean isLeading() {
    return leaderId == serverId;
  }

  /** As ZooKeeper's servers describe themselves. */
  public String state() {
    if (leaderId == 0) {
      return "looking";
    }
    return (isLeading() ? "leading" : isVoter() ? "following" : "observing") + " - broadcast";
  }

  /** The line with this number, or null. */
  public @Nullable ServerLine line(int id) {
    return servers.servers().stream().filter(line -> line.id() == id).findFirst().orElse(null);
  }

  public boolean isVoter() {
    ServerLine own = line(serverId);
    return own != null && !own.observer();
  }

  public List<ServerLine> voters() {
    return servers.servers().stream().filter(line -> !line.observer()).toList();
  }

  /** How many of the followers have a vote, or have none. */
  public long followers(boolean observers) {
    return followers.stream()
        .filter(
            id -> {
              ServerLine line = line(id);
              return line != null && line.observer() == observers;
            })
        .count();
  }

  /** Those who follow and do not belong to the ensemble, yet or any more. */
  public long guests() {
    return followers.stream().filter(id -> line(id) == null).count();
  }
}
