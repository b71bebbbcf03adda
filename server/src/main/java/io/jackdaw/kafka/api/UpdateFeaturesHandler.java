package io.jackdaw.kafka.api;

import io.jackdaw.kafka.metadata.ZnodeFeatures;
import io.jackdaw.kafka.metadata.ZnodeFeatures.Outcome;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.FeatureUpdate.UpgradeType;
import org.apache.kafka.common.message.UpdateFeaturesRequestData;
import org.apache.kafka.common.message.UpdateFeaturesRequestData.FeatureUpdateKey;
import org.apache.kafka.common.message.UpdateFeaturesResponseData;
import org.apache.kafka.common.message.UpdateFeaturesResponseData.UpdatableFeatureResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * UpdateFeatures (api key 57): raises or lowers what the cluster promises to clients, all that is
 * asked for or nothing. Source: UpdateFeaturesRequest.json, KIP-584, KIP-778.
 */
public final class UpdateFeaturesHandler
    implements ApiHandler<UpdateFeaturesRequestData, UpdateFeaturesResponseData> {
  private static final short LAST_WITH_RESULTS = 1;

  private final int brokerId;
  private final Features features;
  private final ZnodeFeatures znode;

  public UpdateFeaturesHandler(int brokerId, Features features, ZnodeFeatures znode) {
    this.brokerId = brokerId;
    this.features = features;
    this.znode = znode;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.UPDATE_FEATURES;
  }

  @Override
  public CompletionStage<UpdateFeaturesResponseData> handle(
      RequestContext context, UpdateFeaturesRequestData request) {
    return znode
        .alter(request.validateOnly(), levels -> decide(request, levels))
        .thenApply(outcome -> response(context.version(), request, outcome));
  }

  private Outcome decide(UpdateFeaturesRequestData request, Map<String, Short> levels) {
    Map<String, Short> wanted = new TreeMap<>(levels);
    for (FeatureUpdateKey update : request.featureUpdates()) {
      String invalid = invalid(update, levels);
      if (invalid != null) {
        return new Outcome.Refused(
            Errors.INVALID_UPDATE_VERSION,
            ("The update failed for all features since the following feature had an error: Invalid"
                    + " update version %d for feature %s. %s")
                .formatted(update.maxVersionLevel(), update.feature(), invalid));
      }
      wanted.put(update.feature(), update.maxVersionLevel());
    }
    return new Outcome.Wanted(wanted);
  }

  private @Nullable String invalid(FeatureUpdateKey update, Map<String, Short> levels) {
    UpgradeType type = UpgradeType.fromCode(update.upgradeType());
    if (type == UpgradeType.UNKNOWN) {
      return "The controller does not support the given upgrade type.";
    }
    short level = update.maxVersionLevel();
    if (level < 0) {
      return "A feature version cannot be less than 0.";
    }
    Feature feature = features.find(update.feature());
    if (feature == null) {
      return "Local controller " + brokerId + " does not support this feature.";
    }
    if (level > feature.highest()) {
      return "Local controller %d only supports versions 0-%d"
          .formatted(brokerId, feature.highest());
    }
    short now = levels.getOrDefault(feature.name(), feature.level());
    if (level < now && type == UpgradeType.UPGRADE) {
      return "Can't downgrade the version of this feature without setting the upgrade type to"
          + " either safe or unsafe downgrade.";
    }
    return level > now && type != UpgradeType.UPGRADE
        ? "Can't downgrade to a newer version."
        : null;
  }

  private static UpdateFeaturesResponseData response(
      short version, UpdateFeaturesRequestData request, Outcome outcome) {
    UpdateFeaturesResponseData response = new UpdateFeaturesResponseData();
    if (outcome instanceof Outcome.Refused(Errors error, String message)) {
      return response.setErrorCode(error.code()).setErrorMessage(message);
    }
    response.setErrorMessage(null);
    if (version <= LAST_WITH_RESULTS) {
      for (FeatureUpdateKey update : request.featureUpdates()) {
        response
            .results()
            .add(
                new UpdatableFeatureResult()
                    .setFeature(update.feature())
                    .setErrorMessage(Errors.NONE.message()));
      }
    }
    return response;
  }

  @Override
  public UpdateFeaturesResponseData refuse(
      UpdateFeaturesRequestData request, Errors error, String message) {
    return new UpdateFeaturesResponseData().setErrorCode(error.code()).setErrorMessage(message);
  }
}
