package io.jackdaw.kafka;

import io.jackdaw.kafka.api.AddOffsetsToTxnHandler;
import io.jackdaw.kafka.api.AddPartitionsToTxnHandler;
import io.jackdaw.kafka.api.AlterClientQuotasHandler;
import io.jackdaw.kafka.api.AlterConfigsHandler;
import io.jackdaw.kafka.api.AlterPartitionReassignmentsHandler;
import io.jackdaw.kafka.api.AlterReplicaLogDirsHandler;
import io.jackdaw.kafka.api.AlterShareGroupOffsetsHandler;
import io.jackdaw.kafka.api.AlterUserScramCredentialsHandler;
import io.jackdaw.kafka.api.ApiHandler;
import io.jackdaw.kafka.api.ApiVersionsHandler;
import io.jackdaw.kafka.api.ConfigAlterations;
import io.jackdaw.kafka.api.ConsumerGroupDescribeHandler;
import io.jackdaw.kafka.api.ConsumerGroupHeartbeatHandler;
import io.jackdaw.kafka.api.CreateAclsHandler;
import io.jackdaw.kafka.api.CreateDelegationTokenHandler;
import io.jackdaw.kafka.api.CreatePartitionsHandler;
import io.jackdaw.kafka.api.CreateTopicsHandler;
import io.jackdaw.kafka.api.DeleteAclsHandler;
import io.jackdaw.kafka.api.DeleteGroupsHandler;
import io.jackdaw.kafka.api.DeleteRecordsHandler;
import io.jackdaw.kafka.api.DeleteShareGroupOffsetsHandler;
import io.jackdaw.kafka.api.DeleteShareGroupStateHandler;
import io.jackdaw.kafka.api.DeleteTopicsHandler;
import io.jackdaw.kafka.api.DescribeAclsHandler;
import io.jackdaw.kafka.api.DescribeClientQuotasHandler;
import io.jackdaw.kafka.api.DescribeClusterHandler;
import io.jackdaw.kafka.api.DescribeConfigsHandler;
import io.jackdaw.kafka.api.DescribeDelegationTokenHandler;
import io.jackdaw.kafka.api.DescribeGroupsHandler;
import io.jackdaw.kafka.api.DescribeLogDirsHandler;
import io.jackdaw.kafka.api.DescribeProducersHandler;
import io.jackdaw.kafka.api.DescribeQuorumHandler;
import io.jackdaw.kafka.api.DescribeShareGroupOffsetsHandler;
import io.jackdaw.kafka.api.DescribeTopicPartitionsHandler;
import io.jackdaw.kafka.api.DescribeTransactionsHandler;
import io.jackdaw.kafka.api.DescribeUserScramCredentialsHandler;
import io.jackdaw.kafka.api.ElectLeadersHandler;
import io.jackdaw.kafka.api.EndTxnHandler;
import io.jackdaw.kafka.api.ExpireDelegationTokenHandler;
import io.jackdaw.kafka.api.Feature;
import io.jackdaw.kafka.api.Features;
import io.jackdaw.kafka.api.FetchHandler;
import io.jackdaw.kafka.api.FindCoordinatorHandler;
import io.jackdaw.kafka.api.GetTelemetrySubscriptionsHandler;
import io.jackdaw.kafka.api.HeartbeatHandler;
import io.jackdaw.kafka.api.IncrementalAlterConfigsHandler;
import io.jackdaw.kafka.api.InitProducerIdHandler;
import io.jackdaw.kafka.api.InitializeShareGroupStateHandler;
import io.jackdaw.kafka.api.InternalTopicFinder;
import io.jackdaw.kafka.api.JoinGroupHandler;
import io.jackdaw.kafka.api.LeaveGroupHandler;
import io.jackdaw.kafka.api.ListConfigResourcesHandler;
import io.jackdaw.kafka.api.ListGroupsHandler;
import io.jackdaw.kafka.api.ListOffsetsHandler;
import io.jackdaw.kafka.api.ListPartitionReassignmentsHandler;
import io.jackdaw.kafka.api.ListTransactionsHandler;
import io.jackdaw.kafka.api.MetadataHandler;
import io.jackdaw.kafka.api.OffsetCommitHandler;
import io.jackdaw.kafka.api.OffsetDeleteHandler;
import io.jackdaw.kafka.api.OffsetFetchHandler;
import io.jackdaw.kafka.api.OffsetForLeaderEpochHandler;
import io.jackdaw.kafka.api.ProduceHandler;
import io.jackdaw.kafka.api.PushTelemetryHandler;
import io.jackdaw.kafka.api.ReadShareGroupStateHandler;
import io.jackdaw.kafka.api.ReadShareGroupStateSummaryHandler;
import io.jackdaw.kafka.api.RenewDelegationTokenHandler;
import io.jackdaw.kafka.api.RequiresCluster;
import io.jackdaw.kafka.api.ShareAcknowledgeHandler;
import io.jackdaw.kafka.api.ShareFetchHandler;
import io.jackdaw.kafka.api.ShareGroupDescribeHandler;
import io.jackdaw.kafka.api.ShareGroupHeartbeatHandler;
import io.jackdaw.kafka.api.SyncGroupHandler;
import io.jackdaw.kafka.api.TransactionAdmission;
import io.jackdaw.kafka.api.TxnOffsetCommitHandler;
import io.jackdaw.kafka.api.UnregisterBrokerHandler;
import io.jackdaw.kafka.api.UpdateFeaturesHandler;
import io.jackdaw.kafka.api.WriteShareGroupStateHandler;
import io.jackdaw.kafka.api.WriteTxnMarkersHandler;
import io.jackdaw.kafka.config.ConfigValues;
import io.jackdaw.kafka.config.EffectiveConfigs;
import io.jackdaw.kafka.group.GroupCoordinator;
import io.jackdaw.kafka.metadata.ClusterFollower;
import io.jackdaw.kafka.metadata.ImageAwaiter;
import io.jackdaw.kafka.metadata.ProducerIds;
import io.jackdaw.kafka.metadata.ReplicaRequests;
import io.jackdaw.kafka.metadata.ZnodeAcls;
import io.jackdaw.kafka.metadata.ZnodeConfigs;
import io.jackdaw.kafka.metadata.ZnodeFeatures;
import io.jackdaw.kafka.metadata.ZnodeTopics;
import io.jackdaw.kafka.metadata.ZookeeperClient;
import io.jackdaw.kafka.partition.FetchReader;
import io.jackdaw.kafka.partition.FetchSessions;
import io.jackdaw.kafka.partition.Partitions;
import io.jackdaw.kafka.quota.ClientQuotas;
import io.jackdaw.kafka.share.ShareSettings;
import io.jackdaw.kafka.share.Shares;
import io.jackdaw.kafka.share.StoredShares;
import io.jackdaw.kafka.share.state.ShareCoordinator;
import io.jackdaw.kafka.telemetry.ClientTelemetry;
import io.jackdaw.kafka.transaction.MarkerTarget;
import io.jackdaw.kafka.transaction.TransactionCoordinator;
import io.jackdaw.log.Logs;
import io.jackdaw.time.Clock;
import io.jackdaw.time.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.requests.FindCoordinatorRequest.CoordinatorType;

/** The one list of what a broker serves: what is in it is advertised, what is not is refused. */
final class BrokerApis {
  private static final long CONTROLLER_TIMEOUT_MS = 30_000;

  private final List<ApiHandler<?, ?>> handlers;
  private final ImageAwaiter awaiter;

  BrokerApis(
      BrokerConfig config,
      ZookeeperClient client,
      ClusterFollower cluster,
      Partitions partitions,
      Logs logs,
      GroupCoordinator groups,
      TransactionCoordinator transactions,
      ShareCoordinator shareStates,
      MarkerTarget markers,
      ProducerIds producerIds,
      ClientQuotas quotas,
      ClientTelemetry telemetry,
      EventLoop metadataLoop,
      EventLoop shareLoop,
      Executor scans,
      Executor coldReads,
      Clock clock) {
    int id = config.brokerId();
    this.awaiter = new ImageAwaiter(cluster, metadataLoop);
    EffectiveConfigs configs = config.effective();
    ZnodeTopics topics = new ZnodeTopics(client, cluster, awaiter, config.topics(), configs);
    FetchReader reader = new FetchReader(partitions, cluster, coldReads);
    ConfigValues values = new ConfigValues(config.properties());
    FetchSessions sessions =
        new FetchSessions(values.intValue("max.incremental.fetch.session.cache.slots"), clock);
    Features features =
        new Features(
            List.of(
                Feature.groups(groups.servesConsumerProtocol()),
                Feature.transactions(),
                Feature.shares()),
            cluster);
    List<ApiHandler<?, ?>> all = new ArrayList<>();
    // Records
    TransactionAdmission admission = new TransactionAdmission(transactions);
    all.add(new ProduceHandler(partitions, cluster, admission));
    all.add(new FetchHandler(reader, sessions, cluster, values.intValue("fetch.max.bytes")));
    all.add(new ListOffsetsHandler(partitions, scans));
    all.add(new OffsetForLeaderEpochHandler(partitions));
    all.add(new DeleteRecordsHandler(partitions));

    all.add(new DescribeProducersHandler(partitions));
    all.add(new RequiresCluster<>(AclOperation.DESCRIBE, new DescribeLogDirsHandler(logs, scans)));
    all.add(
        new RequiresCluster<>(
            AclOperation.ALTER, new AlterReplicaLogDirsHandler(logs, partitions, scans)));
    // The cluster and its topics
    all.add(new MetadataHandler(cluster, topics, config.topics().autoCreate()));
    all.add(new DescribeClusterHandler(cluster));
    all.add(
        new DescribeTopicPartitionsHandler(
            cluster, values.intValue("max.request.partition.size.limit")));
    all.add(new CreateTopicsHandler(topics, cluster, configs, quotas));
    all.add(new DeleteTopicsHandler(topics, cluster, config.topics().deleteEnabled(), quotas));
    all.add(new CreatePartitionsHandler(topics, quotas));
    ReplicaRequests replicas = new ReplicaRequests(client, cluster, awaiter);
    all.add(new RequiresCluster<>(AclOperation.ALTER, new ElectLeadersHandler(cluster, replicas)));
    all.add(
        new RequiresCluster<>(
            AclOperation.ALTER, new AlterPartitionReassignmentsHandler(cluster, replicas)));
    all.add(
        new RequiresCluster<>(
            AclOperation.DESCRIBE, new ListPartitionReassignmentsHandler(cluster, replicas)));
    all.add(
        new RequiresCluster<>(AclOperation.DESCRIBE, new DescribeQuorumHandler(cluster, clock)));
    all.add(new RequiresCluster<>(AclOperation.ALTER, new UnregisterBrokerHandler(cluster)));
    all.add(
        new RequiresCluster<>(
            AclOperation.ALTER,
            new UpdateFeaturesHandler(id, features, new ZnodeFeatures(client, cluster))));
    // Configurations
    ZnodeConfigs znodes = new ZnodeConfigs(client, cluster);
    ConfigAlterations alterations = new ConfigAlterations(cluster, id, configs, znodes);
    all.add(new DescribeConfigsHandler(cluster, id, configs));
    all.add(new IncrementalAlterConfigsHandler(alterations));
    all.add(new AlterConfigsHandler(alterations));
    all.add(
        new RequiresCluster<>(
            AclOperation.DESCRIBE_CONFIGS, new ListConfigResourcesHandler(cluster)));
    // What clients tell of themselves
    all.add(new GetTelemetrySubscriptionsHandler(telemetry));
    all.add(new PushTelemetryHandler(telemetry, scans));
    // Users, their limits, and what they may do
    ZnodeAcls acls = config.authorizer() == null ? null : new ZnodeAcls(client, cluster);
    all.add(
        new RequiresCluster<>(
            AclOperation.DESCRIBE_CONFIGS, new DescribeClientQuotasHandler(cluster)));
    all.add(
        new RequiresCluster<>(
            AclOperation.ALTER_CONFIGS, new AlterClientQuotasHandler(znodes, scans)));
    all.add(
        new RequiresCluster<>(
            AclOperation.DESCRIBE, new DescribeUserScramCredentialsHandler(cluster)));
    all.add(
        new RequiresCluster<>(AclOperation.ALTER, new AlterUserScramCredentialsHandler(znodes)));
    all.add(new RequiresCluster<>(AclOperation.DESCRIBE, new DescribeAclsHandler(acls)));
    all.add(new RequiresCluster<>(AclOperation.ALTER, new CreateAclsHandler(acls)));
    all.add(new RequiresCluster<>(AclOperation.ALTER, new DeleteAclsHandler(acls)));
    all.add(new CreateDelegationTokenHandler());
    all.add(new RenewDelegationTokenHandler());
    all.add(new ExpireDelegationTokenHandler());
    all.add(new DescribeDelegationTokenHandler());
    // Groups
    all.add(
        new FindCoordinatorHandler(
            Map.of(
                CoordinatorType.GROUP.id(),
                new InternalTopicFinder(
                    id, Topic.GROUP_METADATA_TOPIC_NAME, groups, cluster, topics),
                CoordinatorType.TRANSACTION.id(),
                new InternalTopicFinder(
                    id, Topic.TRANSACTION_STATE_TOPIC_NAME, transactions, cluster, topics),
                CoordinatorType.SHARE.id(),
                new InternalTopicFinder(
                    id, Topic.SHARE_GROUP_STATE_TOPIC_NAME, shareStates, cluster, topics))));
    all.add(new JoinGroupHandler(groups));
    all.add(new SyncGroupHandler(groups));
    all.add(new HeartbeatHandler(groups));
    all.add(new LeaveGroupHandler(groups));
    all.add(new OffsetCommitHandler(groups, cluster));
    all.add(new OffsetFetchHandler(groups, cluster));
    all.add(new OffsetDeleteHandler(groups, cluster));
    all.add(new DescribeGroupsHandler(groups));
    all.add(new ListGroupsHandler(groups));
    all.add(new ConsumerGroupHeartbeatHandler(groups, features));
    all.add(new ConsumerGroupDescribeHandler(groups, features));
    // Share groups
    StoredShares storedShares = new StoredShares(shareStates, cluster, topics, shareLoop);
    Shares shares =
        new Shares(
            partitions,
            cluster,
            shareStates,
            new ShareSettings(
                config.properties(), group -> cluster.image().configs().ofGroup(group)),
            shareLoop,
            coldReads,
            clock);
    all.add(new DeleteGroupsHandler(groups, storedShares));
    all.add(new ShareGroupHeartbeatHandler(groups, storedShares, features));
    all.add(new ShareGroupDescribeHandler(groups, features));
    all.add(new ShareFetchHandler(shares, cluster, features, values.intValue("fetch.max.bytes")));
    all.add(new ShareAcknowledgeHandler(shares, cluster, features));
    all.add(new DescribeShareGroupOffsetsHandler(groups, storedShares, partitions, cluster));
    all.add(new AlterShareGroupOffsetsHandler(groups, storedShares, shares, cluster));
    all.add(new DeleteShareGroupOffsetsHandler(groups, storedShares, shares, cluster));
    AclOperation ofBrokers = AclOperation.CLUSTER_ACTION;
    all.add(new RequiresCluster<>(ofBrokers, new InitializeShareGroupStateHandler(shareStates)));
    all.add(new RequiresCluster<>(ofBrokers, new ReadShareGroupStateHandler(shareStates)));
    all.add(new RequiresCluster<>(ofBrokers, new WriteShareGroupStateHandler(shareStates)));
    all.add(new RequiresCluster<>(ofBrokers, new DeleteShareGroupStateHandler(shareStates)));
    all.add(new RequiresCluster<>(ofBrokers, new ReadShareGroupStateSummaryHandler(shareStates)));
    // Transactions
    all.add(new InitProducerIdHandler(producerIds, transactions));
    all.add(new AddPartitionsToTxnHandler(transactions, cluster));
    all.add(new AddOffsetsToTxnHandler(transactions, groups));
    all.add(new TxnOffsetCommitHandler(groups, admission, cluster));
    all.add(new EndTxnHandler(transactions));
    all.add(new WriteTxnMarkersHandler(markers));
    all.add(new DescribeTransactionsHandler(transactions));
    all.add(new ListTransactionsHandler(transactions, scans));
    // And the list itself
    all.add(new ApiVersionsHandler(cluster, id, List.copyOf(all), features));
    this.handlers = List.copyOf(all);
  }

  List<ApiHandler<?, ?>> all() {
    return handlers;
  }

  /** Completes when the image shows a controller, from which on topics can be created. */
  CompletionStage<Boolean> awaitController() {
    return awaiter.await(image -> image.controllerId() >= 0, CONTROLLER_TIMEOUT_MS);
  }
}
