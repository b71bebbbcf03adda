package io.jackdaw.kafka.share;

import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.partition.Partitions;
import io.jackdaw.kafka.share.state.ShareCoordinator;
import io.jackdaw.kafka.share.state.ShareStateKey;
import io.jackdaw.time.Clock;
import io.jackdaw.time.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * What this broker delivers to share groups, of the partitions that it leads. Any thread; stages
 * complete on the loop of the shares. Source: KIP-932, KIP-1206, KIP-1222.
 */
public final class Shares {
  private final ShareSettings settings;
  private final EventLoop loop;
  private final Executor disk;
  private final Clock clock;
  private final LedPartitions led;
  private final Map<ShareSession.Id, ShareSession> sessions = new HashMap<>();
  private final Map<ShareSession.Id, ShareFetch> waiting = new HashMap<>();

  /**
   * @param loop owns all that is in here; not closed
   * @param disk for reads that may have to wait for the disk
   */
  public Shares(
      Partitions partitions,
      ClusterView cluster,
      ShareCoordinator states,
      ShareSettings settings,
      EventLoop loop,
      Executor disk,
      Clock clock) {
    this.settings = settings;
    this.loop = loop;
    this.disk = disk;
    this.clock = clock;
    this.led = new LedPartitions(partitions, cluster, states, settings, loop, disk, clock);
  }

  /** Acknowledges, and fetches if the request asks for that and does not end its session. */
  public CompletionStage<ShareAnswer> serve(ShareRequest request) {
    CompletableFuture<ShareAnswer> answer = new CompletableFuture<>();
    loop.run(
        () ->
            decide(request)
                .whenComplete(
                    (result, failure) -> {
                      if (result != null) {
                        answer.complete(result);
                      } else {
                        answer.completeExceptionally(failure);
                      }
                    }));
    return answer;
  }

  /** A connection has ended: so have the sessions that came in on it. */
  public void disconnected(String group, String member, long connectionId) {
    loop.execute(
        () -> {
          ShareSession session = sessions.get(new ShareSession.Id(group, member));
          if (session != null && session.connectionId() == connectionId) {
            end(session);
          }
        });
  }

  /** The stored state of a group was changed by others: what is here is worth nothing. */
  public void forget(String group) {
    loop.execute(() -> led.forget(group));
  }

  private CompletionStage<ShareAnswer> decide(ShareRequest request) {
    ShareSession session = sessions.get(request.session());
    switch (request.sessionEpoch()) {
      case ShareSession.OPEN -> {
        Errors refusal = mayOpen(request, session);
        if (refusal != Errors.NONE) {
          return refused(refusal);
        }
        abandon(request.session());
        session = new ShareSession(request.session(), request.connectionId());
        sessions.put(session.id(), session);
        session.change(request.listed(), request.forgotten());
      }
      case ShareSession.CLOSE -> {
        if (session == null) {
          return refused(Errors.SHARE_SESSION_NOT_FOUND);
        }
      }
      default -> {
        if (session == null) {
          return refused(Errors.SHARE_SESSION_NOT_FOUND);
        }
        if (!session.begin(request.sessionEpoch())) {
          return refused(Errors.INVALID_SHARE_SESSION_EPOCH);
        }
        if (request.fetch() != null) {
          session.change(request.listed(), request.forgotten());
        }
      }
    }
    if (request.renews() && !settings.mayRenew(request.group())) {
      return CompletableFuture.completedFuture(
          ShareAnswer.refused(
              Errors.INVALID_REQUEST, "Renewing acknowledgements is not enabled for the group."));
    }
    CompletionStage<Map<ShareStateKey, Errors>> acknowledged = acknowledge(request);
    CompletionStage<List<ShareRead>> reads = CompletableFuture.completedFuture(List.of());
    ShareRequest.Fetch limits = request.fetch();
    if (request.sessionEpoch() == ShareSession.CLOSE) {
      end(session);
    } else if (limits != null && limits.maxRecords() > 0) {
      reads = fetch(request, limits, session);
    }
    return acknowledged.thenCombine(
        reads,
        (errors, found) ->
            new ShareAnswer(
                Errors.NONE, "", settings.lockMs(request.group()), merged(errors, found)));
  }

  private Errors mayOpen(ShareRequest request, @Nullable ShareSession known) {
    if (request.fetch() == null) {
      return Errors.INVALID_SHARE_SESSION_EPOCH;
    }
    if (!request.acknowledgements().isEmpty()) {
      return Errors.INVALID_REQUEST;
    }
    return known == null && sessions.size() >= settings.maxSessions()
        ? Errors.SHARE_SESSION_LIMIT_REACHED
        : Errors.NONE;
  }

  private static CompletionStage<ShareAnswer> refused(Errors error) {
    return CompletableFuture.completedFuture(ShareAnswer.refused(error));
  }

  private CompletionStage<Map<ShareStateKey, Errors>> acknowledge(ShareRequest request) {
    CompletionStage<Map<ShareStateKey, Errors>> all =
        CompletableFuture.completedFuture(new LinkedHashMap<>());
    for (Map.Entry<ShareStateKey, List<Acknowledgement>> one :
        request.acknowledgements().entrySet()) {
      ShareStateKey key = one.getKey();
      all =
          all.thenCombine(
              acknowledge(request, key, one.getValue()),
              (errors, error) -> {
                errors.put(key, error);
                return errors;
              });
    }
    return all;
  }

  private CompletionStage<Errors> acknowledge(
      ShareRequest request, ShareStateKey key, List<Acknowledgement> list) {
    String topic = led.topic(key.topic());
    if (!topic.isEmpty() && !request.readable().test(topic)) {
      return CompletableFuture.completedFuture(Errors.TOPIC_AUTHORIZATION_FAILED);
    }
    if (!Acknowledgement.flaw(list, request.renews()).isEmpty()) {
      return CompletableFuture.completedFuture(Errors.INVALID_REQUEST);
    }
    return switch (led.find(key)) {
      case LedPartitions.Found.Absent(Errors error) -> CompletableFuture.completedFuture(error);
      case LedPartitions.Found.Led(LedPartition partition) ->
          partition.acknowledge(request.member(), list);
    };
  }

  private CompletionStage<List<ShareRead>> fetch(
      ShareRequest request, ShareRequest.Fetch limits, ShareSession session) {
    ShareFetch fetch =
        new ShareFetch(led, settings, loop, disk, clock, request, limits, session.inTurn());
    CompletableFuture<List<ShareRead>> reads = fetch.begin();
    if (!reads.isDone()) {
      waiting.put(session.id(), fetch);
      reads.whenComplete((found, failure) -> waiting.remove(session.id(), fetch));
    }
    return reads;
  }

  private void end(ShareSession session) {
    ShareSession.Id id = session.id();
    sessions.remove(id, session);
    abandon(id);
    led.giveBack(id.group(), id.member());
    if (sessions.keySet().stream().noneMatch(other -> other.group().equals(id.group()))) {
      led.forget(id.group());
    }
  }

  private void abandon(ShareSession.Id id) {
    ShareFetch fetch = waiting.get(id);
    if (fetch != null) {
      fetch.abandon();
    }
  }

  /** One entry for each partition: what was read, and how its acknowledgements ended. */
  private List<ShareRead> merged(Map<ShareStateKey, Errors> acknowledged, List<ShareRead> reads) {
    Map<ShareStateKey, ShareRead> all = new LinkedHashMap<>();
    reads.forEach(read -> all.put(read.key(), read));
    acknowledged.forEach(
        (key, error) ->
            all.merge(
                key,
                ShareRead.acknowledged(key, led.topic(key.topic()), error),
                (read, none) -> read.withAcknowledgement(error)));
    return new ArrayList<>(all.values());
  }
}
