package io.jackdaw.consensus.ratis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.client.RaftClientRpc;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.jspecify.annotations.Nullable;

/**
 * Sends to the leader: over the network, or straight into this server when it leads itself. Tries
 * once; what is to be tried again is for the caller to say.
 */
final class GroupCarrier implements Carrier {
  private final RaftServer server;
  private final RaftClientRpc network;
  private final ClientId client = ClientId.randomId();
  private final AtomicLong calls = new AtomicLong();

  GroupCarrier(RaftServer server, RaftClientRpc network) {
    this.server = server;
    this.network = network;
  }

  @Override
  public boolean hasLeader() {
    return leader() != null;
  }

  private @Nullable RaftPeerId leader() {
    try {
      return server.getDivision(RaftSettings.GROUP).getInfo().getLeaderId();
    } catch (IOException notThere) {
      return null;
    }
  }

  @Override
  public CompletionStage<Void> carry(ByteBuffer entry) {
    return toLeader(UnsafeByteOperations.unsafeWrap(entry), RaftClientRequest.writeRequestType());
  }

  /** Brings a message to the leader, which does not log it. */
  CompletionStage<Void> tell(ByteBuffer message) {
    // Without asking a majority first: if the leader is none any more the message is lost, as may
    // be.
    return toLeader(ByteString.copyFrom(message), RaftClientRequest.readRequestType(true));
  }

  /** Completes when all that was committed before is applied on this server. */
  CompletionStage<Void> catchUp() {
    return submit(server.getId(), ByteString.EMPTY, RaftClientRequest.readRequestType(false), true);
  }

  private CompletionStage<Void> toLeader(ByteString content, RaftClientRequest.Type type) {
    RaftPeerId leader = leader();
    if (leader == null) {
      return CompletableFuture.failedFuture(new IOException("there is no leader now"));
    }
    return submit(leader, content, type, leader.equals(server.getId()));
  }

  private CompletionStage<Void> submit(
      RaftPeerId to, ByteString content, RaftClientRequest.Type type, boolean here) {
    RaftClientRequest request =
        RaftClientRequest.newBuilder()
            .setClientId(client)
            .setServerId(to)
            .setGroupId(RaftSettings.GROUP)
            .setCallId(calls.incrementAndGet())
            .setMessage(Message.valueOf(content))
            .setType(type)
            .build();
    try {
      return here
          ? server.submitClientRequestAsync(request).thenCompose(GroupCarrier::outcome)
          : overTheNetwork(request);
    } catch (IOException | RuntimeException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  /**
   * After a failure Ratis' stream to that server takes no more requests: it has to be made anew.
   */
  private CompletionStage<Void> overTheNetwork(RaftClientRequest request) {
    return network
        .sendRequestAsyncUnordered(request)
        .whenComplete(
            (reply, failure) -> {
              if (failure != null) {
                network.handleException(request.getServerId(), failure, true);
              }
            })
        .thenCompose(GroupCarrier::outcome);
  }

  private static CompletionStage<Void> outcome(RaftClientReply reply) {
    return reply.isSuccess()
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.failedFuture(
            new IOException("the leader refused", reply.getException()));
  }
}
