package io.jackdaw.compat.oracle.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.compat.rig.JackdawEnsemble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random programs on one server of Apache ZooKeeper 3.9.5 and on three of ours, with the clients
 * spread over the three, moving from one to the other, and another leader for each program:
 * whatever a client is told must be the same.
 *
 * <p>A sync with more behind it is left out: several servers answer it when the leader has been
 * heard, and then its header may have the zxid of what came behind. So is what concerns {@code
 * /zookeeper/config}, which tells who the servers are.
 *
 * <p>{@code jackdaw.oracle.ensemble.operations} is how many operations, {@code
 * jackdaw.oracle.ensemble.seed} the first seed.
 */
class EnsembleOracleTest {
  private static final int SERVERS = 3;
  private static final int OPERATIONS =
      Integer.getInteger("jackdaw.oracle.ensemble.operations", 1_500);
  private static final long SEED = Long.getLong("jackdaw.oracle.ensemble.seed", 1);
  private static final int OPERATIONS_OF_A_PROGRAM = 500;
  private static final int ENOUGH_DIFFERENCES = 5;
  private static final Duration SHRINKING = Duration.ofSeconds(20);

  /** The time is for the long run. */
  @Test
  @Timeout(value = 12, unit = TimeUnit.HOURS)
  void clientsOfThreeServersAreToldWhatThoseOfOneOfApachesAre() throws Exception {
    JackdawEnsemble ensemble = CoordinationPair.ensemble(SERVERS);
    try (CoordinationPair servers = CoordinationPair.of(ensemble)) {
      Comparison comparison = servers.comparison();
      List<String> differences = new ArrayList<>();
      long seed = SEED;
      for (int left = OPERATIONS;
          left > 0 && differences.size() < ENOUGH_DIFFERENCES;
          left -= OPERATIONS_OF_A_PROGRAM) {
        Divergence found = comparison.of(program(seed));
        if (found != null) {
          differences.add(
              "Seed " + seed + ". " + new Shrinker(comparison, SHRINKING).shrink(found));
        }
        seed++;
        ensemble.deposeLeader();
      }
      assertThat(differences).isEmpty();
    }
  }

  private static Program program(long seed) {
    return new Program(
        new Generator(seed)
            .program(OPERATIONS_OF_A_PROGRAM).steps().stream()
                .filter(step -> !step.toString().contains("/zookeeper/config"))
                .map(EnsembleOracleTest::withoutFollowedSync)
                .toList());
  }

  private static Step withoutFollowedSync(Step step) {
    if (!(step instanceof Step.Send(String client, List<Request> requests))) {
      return step;
    }
    List<Request> kept = new ArrayList<>(requests);
    Request last = kept.removeLast();
    kept.removeIf(request -> request.operation() == Operation.SYNC);
    kept.add(last);
    return new Step.Send(client, kept);
  }
}
