package io.jackdaw.compat.oracle.kafka;

import java.util.List;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;
import org.apache.kafka.common.protocol.ApiKeys;

/** Records are read: with odd limits, in sessions, from where nothing is. */
final class FetchSteps {
  private final Dice dice;
  private final Draft draft;

  FetchSteps(Dice dice, Draft draft) {
    this.dice = dice;
    this.draft = draft;
  }

  private record Place(
      String topic, int partition, long offset, int maxBytes, int leaderEpoch, int fetchedEpoch) {}

  private record Limits(int maxWaitMs, int minBytes, int maxBytes, byte isolation) {}

  Step fetch() {
    short version = dice.version(ApiKeys.FETCH);
    String session = draft.session();
    List<Place> places =
        dice.oneIn(10)
            ? List.of()
            : dice.someBy(place -> place.topic + " " + place.partition, 3, () -> place(version));
    List<Place> forgotten = dice.oneIn(5) ? List.of(place(version)) : List.of();
    Limits limits =
        new Limits(
            dice.of(0, 0, 5),
            dice.mostly(3, 1, 0, 100, 100_000, -1),
            dice.mostly(3, 1_000_000, 0, 1, 100, 300),
            dice.mostly(3, (byte) 0, (byte) 1, (byte) 1, (byte) 1));
    // 0 none asked, 1 a new one, 2 an old one, 3 its end
    int sessionUse = version < 7 ? 0 : dice.of(0, 1, 2, 2, 2, 3);
    int epoch = sessionUse == 2 ? dice.mostly(3, 1, 2, 3, 9) : 0;
    return new Step(
        session,
        ApiKeys.FETCH,
        version,
        names -> {
          FetchRequestData request =
              new FetchRequestData()
                  .setMaxWaitMs(limits.maxWaitMs)
                  .setMinBytes(limits.minBytes)
                  .setMaxBytes(limits.maxBytes)
                  .setIsolationLevel(limits.isolation)
                  .setTopics(
                      topics(places).stream()
                          .map(topic -> topic(version, topic, places, names))
                          .toList());
          if (version >= 7) {
            request.setForgottenTopicsData(
                forgotten.stream().map(place -> forgotten(version, place, names)).toList());
            request.setSessionId(sessionUse >= 2 ? names.fetchSession(session) : 0);
            request.setSessionEpoch(sessionUse == 0 || sessionUse == 3 ? -1 : epoch);
          }
          return request;
        });
  }

  private Place place(short version) {
    String topic = draft.topic();
    return new Place(
        topic,
        draft.partition(topic),
        dice.mostly(12, (long) dice.below(12), 0L, -1L, 1_000_000L),
        dice.mostly(3, 1_000_000, 0, 1, 80, 200, -1),
        dice.mostly(8, -1, 0, 1, 5, -2),
        version >= 12 ? dice.mostly(10, -1, 0) : -1);
  }

  private static List<String> topics(List<Place> places) {
    return places.stream().map(Place::topic).distinct().toList();
  }

  private static FetchTopic topic(short version, String name, List<Place> places, Names names) {
    FetchTopic topic = new FetchTopic();
    if (version >= 13) {
      topic.setTopicId(names.topicId(name));
    } else {
      topic.setTopic(name);
    }
    return topic.setPartitions(
        places.stream()
            .filter(place -> place.topic.equals(name))
            .map(
                place ->
                    new FetchPartition()
                        .setPartition(place.partition)
                        .setFetchOffset(place.offset)
                        .setPartitionMaxBytes(place.maxBytes)
                        .setCurrentLeaderEpoch(version >= 9 ? place.leaderEpoch : -1)
                        .setLastFetchedEpoch(place.fetchedEpoch))
            .toList());
  }

  private static ForgottenTopic forgotten(short version, Place place, Names names) {
    ForgottenTopic topic = new ForgottenTopic().setPartitions(List.of(place.partition));
    return version >= 13
        ? topic.setTopicId(names.topicId(place.topic))
        : topic.setTopic(place.topic);
  }
}
