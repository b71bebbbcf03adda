package io.jackdaw.kafka.group;

import io.jackdaw.kafka.group.consumer.SupportedProtocol;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.jspecify.annotations.Nullable;

/** A member of a classic group. Owned by its group's shard. */
final class Member {
  static final byte[] NO_ASSIGNMENT = new byte[0];

  private final String id;
  private final @Nullable String instanceId;
  private final String clientId;
  private final String clientHost;
  private int rebalanceTimeoutMs;
  private int sessionTimeoutMs;
  private List<SupportedProtocol> protocols;
  private byte[] assignment = NO_ASSIGNMENT;
  private boolean inFirstJoin;
  private @Nullable CompletableFuture<JoinGroupResponseData> awaitingJoin;
  private @Nullable CompletableFuture<SyncGroupResponseData> awaitingSync;

  Member(
      String id,
      @Nullable String instanceId,
      String clientId,
      String clientHost,
      int rebalanceTimeoutMs,
      int sessionTimeoutMs,
      List<SupportedProtocol> protocols) {
    this.id = id;
    this.instanceId = instanceId;
    this.clientId = clientId;
    this.clientHost = clientHost;
    this.rebalanceTimeoutMs = rebalanceTimeoutMs;
    this.sessionTimeoutMs = sessionTimeoutMs;
    this.protocols = List.copyOf(protocols);
  }

  String id() {
    return id;
  }

  /** Name that a static member keeps over restarts; null for a dynamic member. */
  @Nullable String instanceId() {
    return instanceId;
  }

  boolean isStatic() {
    return instanceId != null;
  }

  String clientId() {
    return clientId;
  }

  String clientHost() {
    return clientHost;
  }

  int rebalanceTimeoutMs() {
    return rebalanceTimeoutMs;
  }

  int sessionTimeoutMs() {
    return sessionTimeoutMs;
  }

  /** In the member's order of preference. */
  List<SupportedProtocol> protocols() {
    return protocols;
  }

  boolean supports(String protocol) {
    return protocols.stream().anyMatch(supported -> supported.name().equals(protocol));
  }

  /** What the member says under a protocol; it must support it. */
  byte[] metadata(String protocol) {
    for (SupportedProtocol supported : protocols) {
      if (supported.name().equals(protocol)) {
        return supported.metadata();
      }
    }
    throw new IllegalStateException("member " + id + " does not support protocol " + protocol);
  }

  /** The member's favourite among {@code candidates}, one of which it must support. */
  String vote(Set<String> candidates) {
    for (SupportedProtocol supported : protocols) {
      if (candidates.contains(supported.name())) {
        return supported.name();
      }
    }
    throw new IllegalStateException("member " + id + " supports none of " + candidates);
  }

  void update(int newRebalanceTimeoutMs, int newSessionTimeoutMs, List<SupportedProtocol> offered) {
    this.rebalanceTimeoutMs = newRebalanceTimeoutMs;
    this.sessionTimeoutMs = newSessionTimeoutMs;
    this.protocols = List.copyOf(offered);
  }

  byte[] assignment() {
    return assignment;
  }

  void assign(byte[] newAssignment) {
    this.assignment = newAssignment;
  }

  /** A static member that comes back under another id, with the assignment it had. */
  Member withId(String newId) {
    Member successor =
        new Member(
            newId,
            instanceId,
            clientId,
            clientHost,
            rebalanceTimeoutMs,
            sessionTimeoutMs,
            protocols);
    successor.assignment = assignment;
    return successor;
  }

  void beginFirstJoin() {
    inFirstJoin = true;
  }

  void endFirstJoin() {
    inFirstJoin = false;
  }

  /**
   * Whether its session is kept alive by a request that is parked here. Not so in its very first
   * join, or a client that gave up and came back would leave a ghost behind each time.
   */
  boolean isHeldByRequest() {
    return !inFirstJoin && (awaitingJoin != null || awaitingSync != null);
  }

  boolean isAwaitingJoin() {
    return awaitingJoin != null;
  }

  /** Parks a JoinGroup; one that was parked before is forgotten, its client has given up. */
  void awaitJoin(@Nullable CompletableFuture<JoinGroupResponseData> reply) {
    awaitingJoin = reply;
  }

  boolean answerJoin(JoinGroupResponseData response) {
    CompletableFuture<JoinGroupResponseData> reply = awaitingJoin;
    awaitingJoin = null;
    return reply != null && reply.complete(response);
  }

  void awaitSync(CompletableFuture<SyncGroupResponseData> reply) {
    awaitingSync = reply;
  }

  boolean answerSync(SyncGroupResponseData response) {
    CompletableFuture<SyncGroupResponseData> reply = awaitingSync;
    awaitingSync = null;
    return reply != null && reply.complete(response);
  }
}
