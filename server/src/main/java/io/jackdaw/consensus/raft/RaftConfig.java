package io.jackdaw.consensus.raft;

import io.jackdaw.consensus.EnsembleMember;
import java.nio.file.Path;
import java.util.List;

/**
 * How one server takes part in an ensemble.
 *
 * @param serverId this server's number
 * @param servers all of them, this one too; until the log says who they are
 * @param directory of its log and snapshots
 * @param electionMinMs shortest silence of a leader after which another is elected
 * @param electionMaxMs longest
 * @param snapshotEvery commands between two snapshots
 * @param snapshotsKept on the disk
 * @param forceSync whether a server acknowledges an entry only after its fsync
 */
public record RaftConfig(
    int serverId,
    List<EnsembleMember> servers,
    Path directory,
    int electionMinMs,
    int electionMaxMs,
    int snapshotEvery,
    int snapshotsKept,
    boolean forceSync) {
  /** Largest entry of the log, and so the largest command, with room for what frames it. */
  static final int MAX_BATCH_BYTES = 4 * 1024 * 1024;

  /** After which the next segment of the log is begun. */
  static final int SEGMENT_BYTES = 32 * 1024 * 1024;

  /** Reserved on the disk ahead of the log's end. */
  static final int AHEAD_BYTES = 4 * 1024 * 1024;

  public RaftConfig {
    servers = List.copyOf(servers);
    if (servers.stream().noneMatch(server -> server.id() == serverId)) {
      throw new IllegalArgumentException(
          "no server.%d line: every server of an ensemble has one, and its number in its myid file"
              .formatted(serverId));
    }
    if (servers.stream().allMatch(EnsembleMember::observer)) {
      throw new IllegalArgumentException("an ensemble needs a server that is no observer");
    }
  }

  EnsembleMember own() {
    return servers.stream().filter(server -> server.id() == serverId).findFirst().orElseThrow();
  }

  /** Those of a log that says nothing of them. */
  Members members() {
    return new Members(0, servers, List.of());
  }
}
