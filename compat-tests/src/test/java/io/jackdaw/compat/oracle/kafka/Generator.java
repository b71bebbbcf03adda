package io.jackdaw.compat.oracle.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.ApiKeys;

/** Makes programs from seeds: a few topics first, then anything. */
final class Generator {
  /** All that programs ask for. */
  static final List<ApiKeys> KEYS =
      List.of(
          ApiKeys.PRODUCE,
          ApiKeys.FETCH,
          ApiKeys.LIST_OFFSETS,
          ApiKeys.METADATA,
          ApiKeys.OFFSET_COMMIT,
          ApiKeys.OFFSET_FETCH,
          ApiKeys.FIND_COORDINATOR,
          ApiKeys.JOIN_GROUP,
          ApiKeys.HEARTBEAT,
          ApiKeys.LEAVE_GROUP,
          ApiKeys.SYNC_GROUP,
          ApiKeys.DESCRIBE_GROUPS,
          ApiKeys.LIST_GROUPS,
          ApiKeys.API_VERSIONS,
          ApiKeys.CREATE_TOPICS,
          ApiKeys.DELETE_TOPICS,
          ApiKeys.DELETE_RECORDS,
          ApiKeys.INIT_PRODUCER_ID,
          ApiKeys.OFFSET_FOR_LEADER_EPOCH,
          ApiKeys.DESCRIBE_CONFIGS,
          ApiKeys.ALTER_CONFIGS,
          ApiKeys.DESCRIBE_LOG_DIRS,
          ApiKeys.CREATE_PARTITIONS,
          ApiKeys.DELETE_GROUPS,
          ApiKeys.INCREMENTAL_ALTER_CONFIGS,
          ApiKeys.OFFSET_DELETE,
          ApiKeys.DESCRIBE_CLUSTER,
          ApiKeys.DESCRIBE_TOPIC_PARTITIONS);

  private final Dice dice;
  private final List<Supplier<Step>> kinds = new ArrayList<>();
  private final TopicSteps topics;

  /** Programs of transactions, and of all that shows what they did. */
  private Generator(Dice dice, boolean bumps) {
    this.dice = dice;
    Draft draft = new Draft(dice);
    topics = new TopicSteps(dice, draft);
    TransactionSteps transactions = new TransactionSteps(dice, draft, bumps);
    kind(4, transactions::init);
    kind(bumps ? 1 : 7, transactions::addPartitions);
    kind(16, transactions::produce);
    kind(bumps ? 1 : 3, transactions::addOffsets);
    kind(5, transactions::commitOffsets);
    kind(10, transactions::end);
    kind(1, transactions::writeMarkers);
    kind(4, transactions::describe);
    kind(2, transactions::list);
    kind(4, transactions::describeProducers);
    kind(8, new FetchSteps(dice, draft)::fetch);
    kind(4, new OffsetSteps(dice, draft)::list);
    kind(4, new GroupSteps(dice, draft)::fetch);
  }

  private Generator(long seed) {
    dice = new Dice(seed);
    Draft draft = new Draft(dice);
    topics = new TopicSteps(dice, draft);
    ConfigSteps configs = new ConfigSteps(dice, draft);
    ClusterSteps cluster = new ClusterSteps(dice, draft);
    ProduceSteps produce = new ProduceSteps(dice, draft);
    FetchSteps fetch = new FetchSteps(dice, draft);
    OffsetSteps offsets = new OffsetSteps(dice, draft);
    MemberSteps members = new MemberSteps(dice, draft);
    GroupSteps groups = new GroupSteps(dice, draft);
    kind(3, topics::create);
    kind(2, topics::grow);
    kind(2, topics::delete);
    kind(3, configs::describe);
    kind(1, configs::alter);
    kind(3, configs::alterIncrementally);
    kind(3, cluster::metadata);
    kind(2, cluster::describeTopicPartitions);
    kind(1, cluster::describeCluster);
    kind(1, cluster::describeLogDirs);
    kind(1, cluster::apiVersions);
    kind(2, produce::initProducerId);
    kind(16, produce::produce);
    kind(14, fetch::fetch);
    kind(8, offsets::list);
    kind(2, offsets::forLeaderEpoch);
    kind(2, offsets::deleteRecords);
    kind(6, members::join);
    kind(5, members::sync);
    kind(2, members::heartbeat);
    kind(2, members::leave);
    kind(1, groups::findCoordinator);
    kind(4, groups::commit);
    kind(4, groups::fetch);
    kind(1, groups::deleteOffsets);
    kind(2, groups::describe);
    kind(1, groups::list);
    kind(1, groups::delete);
  }

  private void kind(int weight, Supplier<Step> step) {
    for (int times = 0; times < weight; times++) {
      kinds.add(step);
    }
  }

  /** The same program each time for the same seed and length. */
  static Program program(long seed, int length) {
    return new Generator(seed).make(seed, length);
  }

  /** The same with transactions. */
  static Program transactions(long seed, int length) {
    Dice dice = new Dice(seed);
    Generator generator = new Generator(dice, dice.oneIn(2));
    return generator.make(seed, length);
  }

  private Program make(long seed, int length) {
    List<Step> steps = new ArrayList<>();
    steps.add(topics.plain("a"));
    steps.add(topics.plain("b"));
    while (steps.size() < length) {
      steps.add(dice.of(kinds).get());
    }
    return new Program(seed, steps);
  }
}
