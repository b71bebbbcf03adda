package io.jackdaw.cli.decode;

import java.util.Map;

/**
 * The formats of the records in the topics of coordinators, of all versions since Kafka 0.8.
 * Source: the schemas of Kafka 4.4's group, transaction and share coordinators.
 */
final class Formats {
  private Formats() {}

  /** {@code __consumer_offsets}. */
  static Map<Integer, RecordFormat> groups() {
    return FormatTable.parse(OFFSETS + CONSUMER_GROUPS + SHARE_GROUPS + STREAMS_GROUPS);
  }

  /** {@code __transaction_state}. */
  static Map<Integer, RecordFormat> transactions() {
    return FormatTable.parse(TRANSACTIONS);
  }

  /** {@code __share_group_state}. */
  static Map<Integer, RecordFormat> shares() {
    return FormatTable.parse(SHARES);
  }

  private static final String OFFSETS =
      """
      record 0 LegacyOffsetCommit 0-0 flexible 9 (group string, topic string, partition int32)
        offset int64
        metadata string
        commitTimestamp int64
      record 1 OffsetCommit 0-4 flexible 4 (group string, topic string, partition int32)
        offset int64
        leaderEpoch int32 3+
        metadata string
        commitTimestamp int64
        expireTimestamp int64 1-1
        topicId uuid 4+ tag 0 = "AAAAAAAAAAAAAAAAAAAAAA"
      struct Member
        memberId string
        groupInstanceId string? 3+
        clientId string
        clientHost string
        rebalanceTimeout int32 1+
        sessionTimeout int32
        subscription bytes
        assignment bytes
      record 2 GroupMetadata 0-4 flexible 4 (group string)
        protocolType string
        generation int32
        protocol string?
        leader string?
        currentStateTimestamp int64 2+
        members []Member
      """;

  private static final String CONSUMER_GROUPS =
      """
      struct TopicPartitions
        topicId uuid
        partitions []int32
      struct OwnedPartitions
        topicId uuid
        partitions []int32
        assignmentEpochs []int32? tag 0 = []
      struct RacksOfPartition
        partition int32
        racks []string
      struct TopicMetadata
        topicId uuid
        topicName string
        numPartitions int32
        partitionMetadata []RacksOfPartition
      struct ClassicProtocol
        name string
        metadata bytes
      struct ClassicMember
        sessionTimeoutMs int32
        supportedProtocols []ClassicProtocol
      record 3 ConsumerGroupMetadata 0-0 flexible 0 (groupId string)
        epoch int32
        metadataHash int64 tag 0 = 0
      record 4 ConsumerGroupPartitionMetadata 0-0 flexible 0 (groupId string)
        topics []TopicMetadata
      record 5 ConsumerGroupMemberMetadata 0-0 flexible 0 (groupId string, memberId string)
        instanceId string?
        rackId string?
        clientId string
        clientHost string
        subscribedTopicNames []string
        subscribedTopicRegex string?
        rebalanceTimeoutMs int32
        serverAssignor string?
        classicMemberMetadata ClassicMember? tag 0 = {"sessionTimeoutMs":0,"supportedProtocols":[]}
      record 6 ConsumerGroupTargetAssignmentMetadata 0-0 flexible 0 (groupId string)
        assignmentEpoch int32
        assignmentTimestamp int64 tag 0 = 0
      record 7 ConsumerGroupTargetAssignmentMember 0-0 flexible 0 (groupId string, memberId string)
        topicPartitions []TopicPartitions
      record 8 ConsumerGroupCurrentMemberAssignment 0-0 flexible 0 (groupId string, memberId string)
        memberEpoch int32
        previousMemberEpoch int32
        state int8
        assignedPartitions []OwnedPartitions
        partitionsPendingRevocation []OwnedPartitions
      record 16 ConsumerGroupRegularExpression 0-0 flexible 0 (groupId string, regularExpression string)
        topics []string
        version int64
        timestamp int64
      """;

  private static final String SHARE_GROUPS =
      """
      struct NamedTopic
        topicId uuid
        topicName string
      struct NamedTopicPartitions
        topicId uuid
        topicName string
        partitions []int32
      record 10 ShareGroupMemberMetadata 0-0 flexible 0 (groupId string, memberId string)
        rackId string?
        clientId string
        clientHost string
        subscribedTopicNames []string
      record 11 ShareGroupMetadata 0-0 flexible 0 (groupId string)
        epoch int32
        metadataHash int64
      record 12 ShareGroupTargetAssignmentMetadata 0-0 flexible 0 (groupId string)
        assignmentEpoch int32
        assignmentTimestamp int64 tag 0 = 0
      record 13 ShareGroupTargetAssignmentMember 0-0 flexible 0 (groupId string, memberId string)
        topicPartitions []TopicPartitions
      record 14 ShareGroupCurrentMemberAssignment 0-0 flexible 0 (groupId string, memberId string)
        memberEpoch int32
        previousMemberEpoch int32
        state int8
        assignedPartitions []TopicPartitions
      record 15 ShareGroupStatePartitionMetadata 0-0 flexible 0 (groupId string)
        initializingTopics []NamedTopicPartitions
        initializedTopics []NamedTopicPartitions
        deletingTopics []NamedTopic
      """;

  private static final String STREAMS_GROUPS =
      """
      struct KeyAndValue
        key string
        value string
      struct Endpoint
        host string
        port uint16
      struct Tasks
        subtopologyId string
        partitions []int32
      struct OwnedTasks
        subtopologyId string
        partitions []int32
        assignmentEpochs []int32? tag 0 = []
      struct StreamsTopic
        name string
        partitions int32
        replicationFactor int16
        topicConfigs []KeyAndValue
      struct CopartitionGroup
        sourceTopics []int16
        sourceTopicRegex []int16
        repartitionSourceTopics []int16
      struct Subtopology
        subtopologyId string
        sourceTopics []string
        sourceTopicRegex []string
        stateChangelogTopics []StreamsTopic
        repartitionSinkTopics []string
        repartitionSourceTopics []StreamsTopic
        copartitionGroups []CopartitionGroup
      record 17 StreamsGroupMetadata 0-0 flexible 0 (groupId string)
        epoch int32
        metadataHash int64
        validatedTopologyEpoch int32 tag 0 = -1
        lastAssignmentConfigs []KeyAndValue? tag 1 = []
        storedDescriptionTopologyEpoch int32 tag 2 = -1
        failedDescriptionTopologyEpoch int32 tag 3 = -1
      record 19 StreamsGroupMemberMetadata 0-0 flexible 0 (groupId string, memberId string)
        instanceId string?
        rackId string?
        clientId string
        clientHost string
        rebalanceTimeoutMs int32
        topologyEpoch int32
        processId string
        userEndpoint Endpoint?
        clientTags []KeyAndValue
      record 20 StreamsGroupTargetAssignmentMetadata 0-0 flexible 0 (groupId string)
        assignmentEpoch int32
        assignmentTimestamp int64 tag 0 = 0
      record 21 StreamsGroupTargetAssignmentMember 0-0 flexible 0 (groupId string, memberId string)
        activeTasks []Tasks
        standbyTasks []Tasks
        warmupTasks []Tasks
      record 22 StreamsGroupCurrentMemberAssignment 0-0 flexible 0 (groupId string, memberId string)
        memberEpoch int32
        previousMemberEpoch int32
        state int8
        activeTasks []OwnedTasks
        standbyTasks []OwnedTasks
        warmupTasks []OwnedTasks
        activeTasksPendingRevocation []OwnedTasks
        standbyTasksPendingRevocation []OwnedTasks
        warmupTasksPendingRevocation []OwnedTasks
      record 23 StreamsGroupTopology 0-0 flexible 0 (groupId string)
        epoch int32
        subtopologies []Subtopology
      """;

  private static final String TRANSACTIONS =
      """
      struct Partitions
        topic string
        partitionIds []int32
      record 0 TransactionLog 0-1 flexible 1 (transactionalId string)
        producerId int64
        previousProducerId int64 1+ tag 0 = -1
        nextProducerId int64 1+ tag 1 = -1
        producerEpoch int16
        nextProducerEpoch int16 1+ tag 3 = -1
        transactionTimeoutMs int32
        transactionStatus int8
        transactionPartitions []Partitions?
        transactionLastUpdateTimestampMs int64
        transactionStartTimestampMs int64
        clientTransactionVersion int16 1+ tag 2 = 0
      """;

  private static final String SHARES =
      """
      struct StateBatch
        firstOffset int64
        lastOffset int64
        deliveryState int8
        deliveryCount int16
      record 0 ShareSnapshot 0-0 flexible 0 (groupId string, topicId uuid, partition int32)
        snapshotEpoch int32
        stateEpoch int32
        leaderEpoch int32
        startOffset int64
        deliveryCompleteCount int32 tag 0 = -1
        createTimestamp int64
        writeTimestamp int64
        stateBatches []StateBatch
      record 1 ShareUpdate 0-0 flexible 0 (groupId string, topicId uuid, partition int32)
        snapshotEpoch int32
        leaderEpoch int32
        startOffset int64
        deliveryCompleteCount int32 tag 0 = -1
        stateBatches []StateBatch
      """;
}
