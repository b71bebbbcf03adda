package io.jackdaw.kafka.api;

import io.jackdaw.kafka.metadata.ClusterView;
import io.jackdaw.kafka.quota.QuotaFilter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.message.DescribeClientQuotasRequestData;
import org.apache.kafka.common.message.DescribeClientQuotasResponseData;
import org.apache.kafka.common.message.DescribeClientQuotasResponseData.EntityData;
import org.apache.kafka.common.message.DescribeClientQuotasResponseData.EntryData;
import org.apache.kafka.common.message.DescribeClientQuotasResponseData.ValueData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * DescribeClientQuotas (api key 48): the limits of users, clients and addresses. Source:
 * DescribeClientQuotasRequest.json, KIP-546.
 */
public final class DescribeClientQuotasHandler
    implements ApiHandler<DescribeClientQuotasRequestData, DescribeClientQuotasResponseData> {
  private final ClusterView cluster;

  public DescribeClientQuotasHandler(ClusterView cluster) {
    this.cluster = cluster;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.DESCRIBE_CLIENT_QUOTAS;
  }

  @Override
  public CompletionStage<DescribeClientQuotasResponseData> handle(
      RequestContext context, DescribeClientQuotasRequestData request) {
    QuotaFilter filter;
    try {
      filter = new QuotaFilter(request);
    } catch (ApiException wrong) {
      return CompletableFuture.completedStage(
          refuse(request, Errors.forException(wrong), String.valueOf(wrong.getMessage())));
    }
    List<EntryData> entries = new ArrayList<>();
    filter
        .of(cluster.image().configs().others())
        .forEach(
            (entity, values) -> {
              EntryData entry = new EntryData();
              entity
                  .parts()
                  .forEach(
                      (type, name) ->
                          entry
                              .entity()
                              .add(
                                  new EntityData()
                                      .setEntityType(type)
                                      .setEntityName(name.orElse(null))));
              values.forEach(
                  (key, value) ->
                      entry.values().add(new ValueData().setKey(key.text()).setValue(value)));
              entries.add(entry);
            });
    entries.sort(Comparator.comparing(EntryData::toString));
    return CompletableFuture.completedStage(
        new DescribeClientQuotasResponseData().setErrorMessage("").setEntries(entries));
  }

  @Override
  public DescribeClientQuotasResponseData refuse(
      DescribeClientQuotasRequestData request, Errors error, String message) {
    return new DescribeClientQuotasResponseData()
        .setErrorCode(error.code())
        .setErrorMessage(message)
        .setEntries(null);
  }
}
