package io.jackdaw.kafka.quota;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.message.DescribeClientQuotasRequestData;
import org.apache.kafka.common.message.DescribeClientQuotasRequestData.ComponentData;

/** Which quotas somebody wants to see. Source: KIP-546. */
public final class QuotaFilter {
  private static final byte EXACT = 0;
  private static final byte DEFAULT = 1;
  private static final byte SPECIFIED = 2;

  private final boolean strict;
  private final Map<String, ComponentData> components = new LinkedHashMap<>();

  /** Refuses with {@link ApiException} what makes no sense. */
  public QuotaFilter(DescribeClientQuotasRequestData request) {
    this.strict = request.strict();
    for (ComponentData component : request.components()) {
      check(component);
      if (components.put(component.entityType(), component) != null) {
        throw new InvalidRequestException(
            "Entity type %s cannot appear more than once in the filter."
                .formatted(component.entityType()));
      }
    }
    if (components.containsKey(QuotaEntity.IP) && components.size() > 1) {
      throw new InvalidRequestException(
          "Invalid entity filter component combination. IP filter component should not be used"
              + " with user or clientId filter component.");
    }
  }

  private static void check(ComponentData component) {
    switch (component.entityType()) {
      case "" -> throw new InvalidRequestException("Invalid empty entity type.");
      case QuotaEntity.USER, QuotaEntity.CLIENT, QuotaEntity.IP -> {}
      default ->
          throw new UnsupportedVersionException(
              "Unsupported entity type " + component.entityType());
    }
    boolean named = component.match() != null;
    switch (component.matchType()) {
      case EXACT -> {
        if (!named) {
          throw new InvalidRequestException(
              "Request specified MATCH_TYPE_EXACT, but set match string to null.");
        }
      }
      case DEFAULT -> refuseName(named, "DEFAULT");
      case SPECIFIED -> refuseName(named, "SPECIFIED");
      default -> throw new InvalidRequestException("Unknown match type " + component.matchType());
    }
  }

  private static void refuseName(boolean named, String type) {
    if (named) {
      throw new InvalidRequestException(
          "Request specified MATCH_TYPE_%s, but also specified a match string.".formatted(type));
    }
  }

  /** The quotas of everybody who is meant, of all that are kept as configurations. */
  public Map<QuotaEntity, Map<QuotaKey, Double>> of(Map<String, Map<String, String>> configs) {
    Map<QuotaEntity, Map<QuotaKey, Double>> found = new HashMap<>();
    configs.forEach(
        (path, config) -> {
          QuotaEntity entity = QuotaEntity.ofPath(path);
          if (entity != null && matches(entity)) {
            Map<QuotaKey, Double> values = QuotaTable.values(config);
            if (!values.isEmpty()) {
              found.put(entity, values);
            }
          }
        });
    return found;
  }

  private boolean matches(QuotaEntity entity) {
    return (!strict || entity.parts().size() == components.size())
        && components.values().stream()
            .allMatch(
                component ->
                    entity.parts().containsKey(component.entityType())
                        && matches(
                            component,
                            entity.parts().getOrDefault(component.entityType(), Optional.empty())));
  }

  private static boolean matches(ComponentData component, Optional<String> part) {
    return switch (component.matchType()) {
      case EXACT -> part.isPresent() && part.get().equals(component.match());
      case DEFAULT -> part.isEmpty();
      default -> true;
    };
  }
}
