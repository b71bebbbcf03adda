package io.jackdaw.cli.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jackdaw.cli.output.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OffsetResetTest {
  @Test
  void readsPointsInTimeWithAndWithoutAnOffset() {
    long utc = Instant.parse("2026-01-31T12:00:00Z").toEpochMilli();

    assertThat(OffsetReset.timestampMs("2026-01-31T12:00:00Z")).isEqualTo(utc);
    assertThat(OffsetReset.timestampMs("2026-01-31T13:00:00.000+0100")).isEqualTo(utc);
    assertThat(OffsetReset.timestampMs("2026-01-31T12:00:00.000"))
        .isBetween(utc - 64_800_000, utc + 64_800_000);
    assertThatThrownBy(() -> OffsetReset.timestampMs("yesterday")).isInstanceOf(Failure.class);
  }

  @Test
  void readsDurations() {
    assertThat(OffsetReset.duration("P1DT2H")).isEqualTo(Duration.ofHours(26));
    assertThatThrownBy(() -> OffsetReset.duration("1h")).isInstanceOf(Failure.class);
  }

  @Test
  void readsPlansAndSkipsOtherGroups(@TempDir Path directory) throws Exception {
    Path plan =
        Files.writeString(
            directory.resolve("plan.csv"), "test,0,5\n\"mine\",\"test\",1,6\nother,test,2,7\n\n");

    assertThat(OffsetReset.readPlan(plan, "mine"))
        .containsOnly(
            java.util.Map.entry(new TopicPartition("test", 0), 5L),
            java.util.Map.entry(new TopicPartition("test", 1), 6L));
  }

  @Test
  void aBrokenPlanIsRefused(@TempDir Path directory) throws Exception {
    Path plan = Files.writeString(directory.resolve("plan.csv"), "test,zero,5\n");

    assertThatThrownBy(() -> OffsetReset.readPlan(plan, "mine"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("plan.csv");
  }
}
