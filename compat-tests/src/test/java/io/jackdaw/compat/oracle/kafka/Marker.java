package io.jackdaw.compat.oracle.kafka;

import java.util.List;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResourceCollection;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfigCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.types.Struct;

/**
 * A configuration that nothing else uses, set to ever higher values. Who sees a value has seen all
 * changes before it.
 */
final class Marker {
  private static final byte CLIENT_METRICS = ConfigResource.Type.CLIENT_METRICS.id();
  private static final String RESOURCE = "marker";
  private static final String KEY = "interval.ms";
  private static final int LOWEST = 100;
  private static final int HIGHEST = 3_600_000;
  private static final long PATIENCE_NANOS = 15_000_000_000L;

  private int value = LOWEST;

  void awaitNext(Wire wire) {
    value = value == HIGHEST ? LOWEST : value + 1;
    set(wire);
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!seen(wire)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("the marker was set to %d and is not seen".formatted(value));
      }
    }
  }

  private void set(Wire wire) {
    AlterConfigsResource resource =
        new AlterConfigsResource()
            .setResourceType(CLIENT_METRICS)
            .setResourceName(RESOURCE)
            .setConfigs(new AlterableConfigCollection());
    resource
        .configs()
        .add(
            new AlterableConfig()
                .setName(KEY)
                .setValue(Integer.toString(value))
                .setConfigOperation((byte) 0));
    IncrementalAlterConfigsRequestData request =
        new IncrementalAlterConfigsRequestData().setResources(new AlterConfigsResourceCollection());
    request.resources().add(resource);
    Struct answer = wire.ask(ApiKeys.INCREMENTAL_ALTER_CONFIGS, (short) 1, request);
    if (answer == null || ((Struct) answer.getArray("responses")[0]).getShort("error_code") != 0) {
      throw new AssertionError("the marker cannot be set: " + answer);
    }
  }

  private boolean seen(Wire wire) {
    DescribeConfigsRequestData request =
        new DescribeConfigsRequestData()
            .setResources(
                List.of(
                    new DescribeConfigsResource()
                        .setResourceType(CLIENT_METRICS)
                        .setResourceName(RESOURCE)
                        .setConfigurationKeys(List.of(KEY))));
    Struct answer = wire.ask(ApiKeys.DESCRIBE_CONFIGS, (short) 4, request);
    if (answer == null) {
      return false;
    }
    for (Object each : ((Struct) answer.getArray("results")[0]).getArray("configs")) {
      if (Integer.toString(value).equals(((Struct) each).getString("value"))) {
        return true;
      }
    }
    return false;
  }
}
