package io.jackdaw.kafka.api;

import io.jackdaw.kafka.acl.Access;
import io.jackdaw.time.EventLoop;
import java.net.InetAddress;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What a handler may know of the request beside its body.
 *
 * @param clientId as the client calls itself; empty when it does not
 * @param listener name of the listener it came in on, such as {@code PLAINTEXT}
 * @param connectionId unique in this process
 * @param user who the client has proved to be, without Kafka's {@code User:}; {@code ANONYMOUS} if
 *     it need not
 * @param access what it may do
 * @param eventLoop the connection's loop, for timers
 * @param connectionEnd ends what only this connection waits for
 * @param peer what is known of the program that connected
 */
public record RequestContext(
    ApiKeys key,
    short version,
    int correlationId,
    String clientId,
    String listener,
    InetAddress clientAddress,
    long connectionId,
    String user,
    Access access,
    EventLoop eventLoop,
    ConnectionEnd connectionEnd,
    Peer peer) {
  /** Who has not said, on a listener that does not ask. */
  public static final String ANONYMOUS = "ANONYMOUS";

  /** Of a client that has said neither who nor what it is, and may do everything. */
  public RequestContext(
      ApiKeys key,
      short version,
      int correlationId,
      String clientId,
      String listener,
      InetAddress clientAddress,
      long connectionId,
      EventLoop eventLoop,
      ConnectionEnd connectionEnd) {
    this(
        key,
        version,
        correlationId,
        clientId,
        listener,
        clientAddress,
        connectionId,
        ANONYMOUS,
        Access.FULL,
        eventLoop,
        connectionEnd,
        new Peer(0));
  }

  /** Whether the client may do this to a topic. */
  boolean mayTopic(AclOperation operation, String topic) {
    return access == Access.FULL || access.to(operation, ResourceType.TOPIC, topic);
  }

  /** Whether the client may know of a topic; not logged. */
  boolean seesTopic(String topic) {
    return access.sees(AclOperation.DESCRIBE, ResourceType.TOPIC, topic);
  }

  boolean mayGroup(AclOperation operation, String group) {
    return access.to(operation, ResourceType.GROUP, group);
  }

  boolean mayTransaction(AclOperation operation, String transactionalId) {
    return access.to(operation, ResourceType.TRANSACTIONAL_ID, transactionalId);
  }

  boolean mayCluster(AclOperation operation) {
    return access.to(operation, ResourceType.CLUSTER, Resource.CLUSTER_NAME);
  }
}
