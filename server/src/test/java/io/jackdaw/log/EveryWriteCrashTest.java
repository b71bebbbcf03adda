package io.jackdaw.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * The process is killed, or the machine loses power, at every single change that a random program
 * makes on the disk: of segments, indexes, snapshots, checkpoints, marks and directories. More
 * seeds: {@code -Djackdaw.crash.seeds=N}.
 */
class EveryWriteCrashTest {
  private static final Logger LOG = (Logger) LoggerFactory.getLogger("io.jackdaw.log");

  /** A thousand simulated crashes would bury everything else. */
  @BeforeAll
  static void quiet() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void loud() {
    LOG.setLevel(null);
  }

  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("jackdaw.crash.seeds", 1));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whateverIsCutShortTheLogIsWhatItWasUpToSomePointThatIsNotTooEarly(long seed) {
    CrashedLife whole = new CrashedLife(seed, 0);
    whole.live();
    assertThat(whole.changes()).as("changes of the disk").isGreaterThan(200);
    for (long at = 0; at < whole.changes(); at++) {
      for (boolean power : new boolean[] {false, true}) {
        try {
          new CrashedLife(seed, at).dieAfter(at, power);
        } catch (AssertionError | RuntimeException failed) {
          throw new AssertionError(
              "seed %d, %s after %d changes".formatted(seed, power ? "power cut" : "kill", at),
              failed);
        }
      }
    }
  }
}
