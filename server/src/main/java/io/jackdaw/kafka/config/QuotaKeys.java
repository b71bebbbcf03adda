package io.jackdaw.kafka.config;

import static io.jackdaw.kafka.config.ConfigDefinition.key;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;

import java.util.List;

/** Over how long the use of limited clients is measured. */
final class QuotaKeys {
  static final List<ConfigDefinition> ALL =
      List.of(
          key("quota.window.num", INT, 11, "Samples of bytes and time that are kept of a client.")
              .atLeast(1),
          key("quota.window.size.seconds", INT, 1, "Length of each of them.").atLeast(1),
          key(
                  "controller.quota.window.num",
                  INT,
                  11,
                  "Samples for which a client keeps unused permits to change partitions.")
              .atLeast(1),
          key("controller.quota.window.size.seconds", INT, 1, "Length of each of them.")
              .atLeast(1));

  private QuotaKeys() {}
}
