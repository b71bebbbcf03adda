package io.jackdaw.consensus.ratis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.client.RaftClientConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** An ensemble in Ratis' words: its group, its peers and its many properties. */
final class RaftSettings {
  /** All ensembles have this one: which servers belong together is said by their addresses. */
  static final RaftGroupId GROUP =
      RaftGroupId.valueOf(
          UUID.nameUUIDFromBytes("jackdaw-ensemble".getBytes(StandardCharsets.US_ASCII)));

  private static final int MIB = 1024 * 1024;

  /** Kept although a snapshot covers them, so that who was away shortly needs no snapshot. */
  private static final long ENTRIES_FOR_LATECOMERS = 10_000;

  private static final int STEP_DOWN_ELECTIONS = 5;

  private RaftSettings() {}

  static RaftPeerId peerId(int serverId) {
    return RaftPeerId.valueOf(Integer.toString(serverId));
  }

  static int serverId(RaftPeerId id) {
    return Integer.parseInt(id.toString());
  }

  static RaftGroup group(RatisConfig config) {
    List<RaftPeer> peers = config.servers().stream().map(RaftSettings::peer).toList();
    return RaftGroup.valueOf(GROUP, peers);
  }

  private static RaftPeer peer(RatisConfig.Server server) {
    return RaftPeer.newBuilder()
        .setId(peerId(server.id()))
        .setAddress(server.host() + ":" + server.port())
        .setStartupRole(server.observer() ? RaftPeerRole.LISTENER : RaftPeerRole.FOLLOWER)
        .build();
  }

  static RaftProperties properties(RatisConfig config) {
    RaftProperties properties = new RaftProperties();
    network(properties, config);
    elections(properties, config);
    log(properties, config);
    // Snapshots are begun by us, beside the apply thread; Ratis only learns that one is there.
    RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, false);
    RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(properties, false);
    RaftServerConfigKeys.Snapshot.setCreationGap(properties, 1);
    RaftServerConfigKeys.Snapshot.setRetentionFileNum(properties, config.snapshotsKept());
    // A read asks the leader, which asks a majority whether it still leads: that is `sync`.
    RaftServerConfigKeys.Read.setOption(properties, RaftServerConfigKeys.Read.Option.LINEARIZABLE);
    // Batches carry their own numbers: Ratis need not remember what it has seen.
    TimeDuration shortly = TimeDuration.valueOf(1, TimeUnit.SECONDS);
    RaftServerConfigKeys.RetryCache.setExpiryTime(properties, shortly);
    RaftServerConfigKeys.RetryCache.setStatisticsExpiryTime(properties, shortly);
    return properties;
  }

  private static void network(RaftProperties properties, RatisConfig config) {
    RaftConfigKeys.Rpc.setType(properties, new PeerConnections());
    GrpcConfigKeys.Server.setHost(properties, config.own().host());
    GrpcConfigKeys.Server.setPort(properties, config.own().port());
    GrpcConfigKeys.setMessageSizeMax(properties, SizeInBytes.valueOf(64L * MIB));
    GrpcConfigKeys.Server.setLeaderOutstandingAppendsMax(properties, 32);
    TimeDuration patience = millis(Math.max(1000, 2L * config.electionMaxMs()));
    RaftServerConfigKeys.Rpc.setRequestTimeout(properties, patience);
    RaftClientConfigKeys.Rpc.setRequestTimeout(properties, patience);
  }

  private static void elections(RaftProperties properties, RatisConfig config) {
    RaftServerConfigKeys.Rpc.setTimeoutMin(properties, millis(config.electionMinMs()));
    RaftServerConfigKeys.Rpc.setTimeoutMax(properties, millis(config.electionMaxMs()));
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(properties, millis(50));
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(properties, millis(150));
    RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(
        properties, millis(STEP_DOWN_ELECTIONS * (long) config.electionMaxMs()));
  }

  private static void log(RaftProperties properties, RatisConfig config) {
    RaftServerConfigKeys.setStorageDir(properties, List.of(config.directory().toFile()));
    RaftServerConfigKeys.Log.setSegmentSizeMax(properties, SizeInBytes.valueOf(32L * MIB));
    RaftServerConfigKeys.Log.setPreallocatedSize(properties, SizeInBytes.valueOf(4L * MIB));
    // Each change of leaders begins a segment: the bytes below are the limit, not their number.
    RaftServerConfigKeys.Log.setSegmentCacheNumMax(properties, 1000);
    RaftServerConfigKeys.Log.setSegmentCacheSizeMax(properties, SizeInBytes.valueOf(16L * MIB));
    RaftServerConfigKeys.Log.setWriteBufferSize(
        properties, SizeInBytes.valueOf(RatisConfig.MAX_BATCH_BYTES + 2L * MIB));
    RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
    RaftServerConfigKeys.Log.setPurgePreservationLogNum(properties, ENTRIES_FOR_LATECOMERS);
    RaftServerConfigKeys.Log.Appender.setBufferByteLimit(
        properties, SizeInBytes.valueOf(RatisConfig.MAX_BATCH_BYTES + MIB));
    // By default a leader rests for five seconds between attempts to reach who was gone for long.
    RaftServerConfigKeys.Log.Appender.setRetryPolicy(properties, "10ms,10, 200ms,1000000000");
    RaftServerConfigKeys.Log.Appender.setInstallSnapshotEnabled(properties, true);
    RaftServerConfigKeys.Log.Appender.setSnapshotChunkSizeMax(properties, SizeInBytes.valueOf(MIB));
    RaftServerConfigKeys.Log.setUnsafeFlushEnabled(properties, !config.forceSync());
  }

  private static TimeDuration millis(long ms) {
    return TimeDuration.valueOf(ms, TimeUnit.MILLISECONDS);
  }
}
