package io.jackdaw.kafka.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.jackdaw.kafka.metadata.ZnodeFeatures;
import io.jackdaw.kafka.wire.ApiClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.UpdateFeaturesRequestData;
import org.apache.kafka.common.message.UpdateFeaturesRequestData.FeatureUpdateKey;
import org.apache.kafka.common.message.UpdateFeaturesResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the cluster promises to clients, changed and seen, in every version. */
class UpdateFeaturesTest {
  private static final String FAILED =
      "The update failed for all features since the following feature had an error: ";
  private static final byte UPGRADE = 1;
  private static final byte SAFE_DOWNGRADE = 2;

  private AdminBroker admin;
  private ApiClient client;

  @BeforeEach
  void start() throws IOException {
    admin =
        new AdminBroker(
            it -> {
              Features features =
                  new Features(
                      List.of(Feature.groups(true), Feature.transactions()), it.broker.follower);
              List<ApiHandler<?, ?>> all = new ArrayList<>();
              all.add(
                  new UpdateFeaturesHandler(
                      1, features, new ZnodeFeatures(it.broker.client, it.broker.follower)));
              all.add(new ApiVersionsHandler(it.broker.follower, 1, List.copyOf(all), features));
              return all;
            });
    client = admin.client();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    admin.close();
  }

  private static FeatureUpdateKey update(String name, int level, byte type) {
    return new FeatureUpdateKey()
        .setFeature(name)
        .setMaxVersionLevel((short) level)
        .setUpgradeType(type);
  }

  private UpdateFeaturesResponseData ask(
      int version, boolean validateOnly, FeatureUpdateKey... updates) throws IOException {
    UpdateFeaturesRequestData request =
        new UpdateFeaturesRequestData().setValidateOnly(validateOnly);
    for (FeatureUpdateKey update : updates) {
      request.featureUpdates().add(update);
    }
    return client.ask(request, version);
  }

  private List<String> finalized() throws IOException {
    ApiVersionsResponseData versions =
        client.ask(
            new ApiVersionsRequestData().setClientSoftwareName("t").setClientSoftwareVersion("1"),
            4);
    List<String> levels = new ArrayList<>();
    versions.finalizedFeatures().forEach(it -> levels.add(it.name() + "=" + it.maxVersionLevel()));
    levels.add("epoch " + versions.finalizedFeaturesEpoch());
    return levels;
  }

  @Test
  void untilSomebodyDecidesFeaturesAreAsNewAsTheBroker() throws IOException {
    assertThat(finalized()).containsExactly("group.version=1", "transaction.version=2", "epoch 0");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aDowngradeIsTakenBackByAnUpgrade(int version) throws IOException {
    UpdateFeaturesResponseData down =
        ask(
            version,
            false,
            update("transaction.version", 1, SAFE_DOWNGRADE),
            update("group.version", 0, SAFE_DOWNGRADE));

    assertThat(down.errorCode()).isZero();
    assertThat(down.errorMessage()).isNull();
    assertThat(down.results()).hasSize(version == 1 ? 2 : 0);
    assertThat(finalized()).containsExactly("transaction.version=1", "epoch 1");
    assertThat(ask(version, false, update("group.version", 1, UPGRADE)).errorCode()).isZero();
    assertThat(finalized()).containsExactly("group.version=1", "transaction.version=1", "epoch 2");
  }

  @Test
  void theOldestVersionUpgrades() throws IOException {
    UpdateFeaturesResponseData response =
        client.ask(
            new UpdateFeaturesRequestData()
                .setFeatureUpdates(
                    new UpdateFeaturesRequestData.FeatureUpdateKeyCollection(
                        List.of(
                                new FeatureUpdateKey()
                                    .setFeature("group.version")
                                    .setMaxVersionLevel((short) 1))
                            .iterator())),
            0);

    assertThat(response.errorCode()).isZero();
    assertThat(response.results().find("group.version").errorCode()).isZero();
  }

  @Test
  void whatIsOnlyValidatedIsNotDone() throws IOException {
    assertThat(ask(2, true, update("group.version", 0, SAFE_DOWNGRADE)).errorCode()).isZero();
    assertThat(finalized()).contains("group.version=1", "epoch 0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          group.version       | 0  | 1 | Can't downgrade the version of this feature without setting the upgrade type to either safe or unsafe downgrade.
          group.version       | 2  | 1 | Local controller 1 only supports versions 0-1
          transaction.version | -1 | 2 | A feature version cannot be less than 0.
          group.version       | 1  | 7 | The controller does not support the given upgrade type.
          share.version       | 1  | 1 | Local controller 1 does not support this feature.
          """)
  void whatCannotBeIsRefusedAsAWhole(String name, int level, byte type, String why)
      throws IOException {
    UpdateFeaturesResponseData refused =
        ask(2, false, update("transaction.version", 1, SAFE_DOWNGRADE), update(name, level, type));

    assertThat(refused.errorCode()).isEqualTo(Errors.INVALID_UPDATE_VERSION.code());
    assertThat(refused.errorMessage())
        .isEqualTo(
            FAILED + "Invalid update version %d for feature %s. %s".formatted(level, name, why));
    assertThat(finalized()).contains("transaction.version=2", "epoch 0");
  }

  @Test
  void aDowngradeGoesDown() throws IOException {
    ask(2, false, update("transaction.version", 1, SAFE_DOWNGRADE));

    assertThat(ask(2, false, update("transaction.version", 2, SAFE_DOWNGRADE)).errorMessage())
        .endsWith("Can't downgrade to a newer version.");
  }
}
