package io.jackdaw.compat.oracle.kafka;

import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData.DescribableLogDirTopic;
import org.apache.kafka.common.message.DescribeLogDirsRequestData.DescribableLogDirTopicCollection;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.Cursor;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.TopicRequest;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/** What the cluster looks like. */
final class ClusterSteps {
  private final Dice dice;
  private final Draft draft;

  ClusterSteps(Dice dice, Draft draft) {
    this.dice = dice;
    this.draft = draft;
  }

  Step metadata() {
    short version = dice.version(ApiKeys.METADATA);
    record Question(String topic, boolean byId) {}
    boolean ofAll = dice.oneIn(5);
    boolean byId = version >= 12 && dice.oneIn(3);
    List<Question> questions =
        ofAll
            ? List.of()
            : dice.someDistinct(3, () -> new Question(draft.anyTopic(), byId && !dice.oneIn(10)));
    boolean emptyList = version > 0 && dice.oneIn(20);
    boolean create = version < 4 || dice.oneIn(3);
    boolean clusterOperations = version >= 8 && version <= 10 && dice.oneIn(3);
    boolean topicOperations = version >= 8 && dice.oneIn(3);
    return Step.of(
        ApiKeys.METADATA,
        version,
        names ->
            new MetadataRequestData()
                .setTopics(
                    ofAll
                        ? version == 0 || emptyList ? List.of() : null
                        : questions.stream()
                            .map(
                                each ->
                                    new MetadataRequestTopic()
                                        .setName(each.byId ? null : each.topic)
                                        .setTopicId(
                                            each.byId ? names.topicId(each.topic) : Uuid.ZERO_UUID))
                            .toList())
                .setAllowAutoTopicCreation(create)
                .setIncludeClusterAuthorizedOperations(clusterOperations)
                .setIncludeTopicAuthorizedOperations(topicOperations));
  }

  Step describeTopicPartitions() {
    List<String> topics = dice.oneIn(4) ? List.of() : dice.some(4, draft::anyTopic);
    int limit = dice.of(1, 2, 3, 2000, 0, -1);
    @Nullable String cursorTopic = dice.oneIn(3) ? draft.topic() : null;
    int cursorPartition = dice.mostly(10, dice.below(3), -1, 99);
    return Step.of(
        ApiKeys.DESCRIBE_TOPIC_PARTITIONS,
        dice.version(ApiKeys.DESCRIBE_TOPIC_PARTITIONS),
        names ->
            new DescribeTopicPartitionsRequestData()
                .setTopics(topics.stream().map(name -> new TopicRequest().setName(name)).toList())
                .setResponsePartitionLimit(limit)
                .setCursor(
                    cursorTopic == null
                        ? null
                        : new Cursor()
                            .setTopicName(cursorTopic)
                            .setPartitionIndex(cursorPartition)));
  }

  Step describeCluster() {
    short version = dice.version(ApiKeys.DESCRIBE_CLUSTER);
    boolean operations = dice.oneIn(2);
    byte endpoints = version >= 1 ? dice.mostly(3, (byte) 1, (byte) 2, (byte) 3) : 1;
    boolean fenced = version >= 2 && dice.oneIn(2);
    return Step.of(
        ApiKeys.DESCRIBE_CLUSTER,
        version,
        names ->
            new DescribeClusterRequestData()
                .setIncludeClusterAuthorizedOperations(operations)
                .setEndpointType(endpoints)
                .setIncludeFencedBrokers(fenced));
  }

  Step describeLogDirs() {
    record Question(String topic, List<Integer> partitions) {}
    List<Question> questions =
        dice.someBy(
            Question::topic,
            3,
            () -> {
              String topic = draft.topic();
              return new Question(topic, dice.someDistinct(3, () -> draft.partition(topic)));
            });
    boolean all = dice.oneIn(10);
    return Step.of(
        ApiKeys.DESCRIBE_LOG_DIRS,
        dice.version(ApiKeys.DESCRIBE_LOG_DIRS),
        names -> {
          DescribableLogDirTopicCollection topics = new DescribableLogDirTopicCollection();
          for (Question question : questions) {
            topics.add(
                new DescribableLogDirTopic()
                    .setTopic(question.topic)
                    .setPartitions(question.partitions));
          }
          return new DescribeLogDirsRequestData().setTopics(all ? null : topics);
        });
  }

  Step apiVersions() {
    short version = dice.mostly(4, dice.version(ApiKeys.API_VERSIONS), (short) 9, (short) 127);
    String name = dice.mostly(4, "oracle", "", "a b", "-x", "x".repeat(300));
    String softwareVersion = dice.mostly(4, "1.0", "", "1 0");
    return Step.of(
        ApiKeys.API_VERSIONS,
        version,
        names -> {
          ApiVersionsRequestData request = new ApiVersionsRequestData();
          return version < 3
              ? request
              : request.setClientSoftwareName(name).setClientSoftwareVersion(softwareVersion);
        });
  }
}
