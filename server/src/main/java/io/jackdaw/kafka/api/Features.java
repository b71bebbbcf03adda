package io.jackdaw.kafka.api;

import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.metadata.FeatureImage;
import java.util.List;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.FinalizedFeatureKey;
import org.apache.kafka.common.message.ApiVersionsResponseData.SupportedFeatureKey;
import org.jspecify.annotations.Nullable;

/** The features of this broker, at the levels that the cluster has for them. Any thread. */
public final class Features {
  private static final short FIRST_WITH_RANGES_FROM_0 = 4;

  private final List<Feature> all;
  private final ClusterView cluster;

  public Features(List<Feature> all, ClusterView cluster) {
    this.all = List.copyOf(all);
    this.cluster = cluster;
  }

  /** Null if this broker does not know it. */
  @Nullable Feature find(String name) {
    return all.stream().filter(feature -> feature.name().equals(name)).findFirst().orElse(null);
  }

  /** What counts for one feature; 0 is off. */
  short level(Feature feature) {
    return level(feature, cluster.image().features());
  }

  private static short level(Feature feature, FeatureImage image) {
    // What was finalized by a newer broker cannot be served, and is not promised.
    return (short)
        Math.min(feature.highest(), image.levels().getOrDefault(feature.name(), feature.level()));
  }

  /** Whether a feature is on. */
  boolean isOn(String name) {
    Feature feature = find(name);
    return feature != null && level(feature) > 0;
  }

  /** Older clients cannot read a range that begins at 0 (KAFKA-17011): they are not told of it. */
  void addTo(ApiVersionsResponseData response, short version) {
    FeatureImage image = cluster.image().features();
    response.setFinalizedFeaturesEpoch(image.epoch());
    for (Feature feature : all) {
      if (version >= FIRST_WITH_RANGES_FROM_0) {
        response
            .supportedFeatures()
            .add(
                new SupportedFeatureKey()
                    .setName(feature.name())
                    .setMinVersion((short) 0)
                    .setMaxVersion(feature.highest()));
      }
      short level = level(feature, image);
      if (level > 0) {
        response
            .finalizedFeatures()
            .add(
                new FinalizedFeatureKey()
                    .setName(feature.name())
                    .setMinVersionLevel(level)
                    .setMaxVersionLevel(level));
      }
    }
  }
}
