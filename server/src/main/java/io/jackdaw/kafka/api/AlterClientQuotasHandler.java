package io.jackdaw.kafka.api;

import io.jackdaw.kafka.metadata.ZnodeConfigs;
import io.jackdaw.kafka.metadata.ZnodeConfigs.Alteration;
import io.jackdaw.kafka.quota.QuotaEntity;
import io.jackdaw.kafka.quota.QuotaKey;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.message.AlterClientQuotasRequestData;
import org.apache.kafka.common.message.AlterClientQuotasRequestData.EntryData;
import org.apache.kafka.common.message.AlterClientQuotasRequestData.OpData;
import org.apache.kafka.common.message.AlterClientQuotasResponseData;
import org.apache.kafka.common.message.AlterClientQuotasResponseData.EntityData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * AlterClientQuotas (api key 49): sets and removes limits of users, clients and addresses. Source:
 * AlterClientQuotasRequest.json, KIP-546, KIP-612.
 */
public final class AlterClientQuotasHandler
    implements ApiHandler<AlterClientQuotasRequestData, AlterClientQuotasResponseData> {
  private final ZnodeConfigs znodes;
  private final Executor lookups;

  /**
   * @param lookups asks for the address of a host name, which may take long
   */
  public AlterClientQuotasHandler(ZnodeConfigs znodes, Executor lookups) {
    this.znodes = znodes;
    this.lookups = lookups;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.ALTER_CLIENT_QUOTAS;
  }

  @Override
  public CompletionStage<AlterClientQuotasResponseData> handle(
      RequestContext context, AlterClientQuotasRequestData request) {
    Map<QuotaEntity, Integer> times = new HashMap<>();
    request.entries().forEach(entry -> times.merge(new QuotaEntity(parts(entry)), 1, Integer::sum));
    List<CompletableFuture<AlterClientQuotasResponseData.EntryData>> answers = new ArrayList<>();
    Set<QuotaEntity> answered = new HashSet<>();
    for (EntryData entry : request.entries()) {
      QuotaEntity entity = new QuotaEntity(parts(entry));
      if (!answered.add(entity) && !entity.parts().isEmpty()) {
        continue;
      }
      boolean twice = times.getOrDefault(entity, 1) > 1 && !entity.parts().isEmpty();
      answers.add(alter(entry, twice, request.validateOnly()).toCompletableFuture());
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                new AlterClientQuotasResponseData()
                    .setEntries(answers.stream().map(CompletableFuture::join).toList()));
  }

  private static Map<String, Optional<String>> parts(EntryData entry) {
    Map<String, Optional<String>> parts = new LinkedHashMap<>();
    entry
        .entity()
        .forEach(part -> parts.put(part.entityType(), Optional.ofNullable(part.entityName())));
    return parts;
  }

  private CompletionStage<AlterClientQuotasResponseData.EntryData> alter(
      EntryData entry, boolean twice, boolean validateOnly) {
    try {
      QuotaEntity entity = QuotaEntity.of(parts(entry));
      Map<String, Optional<String>> wanted = wanted(entry, entity, twice);
      return checkAddress(entity)
          .thenCompose(
              ok ->
                  znodes.alter(
                      entity.config(),
                      validateOnly,
                      now -> new Alteration.Wanted(changed(now, wanted))))
          .thenApply(
              alteration ->
                  alteration instanceof Alteration.Refused refused
                      ? answer(entry, refused.error(), refused.message())
                      : answer(entry, Errors.NONE, null))
          .exceptionally(failure -> refused(entry, failure));
    } catch (ApiException wrong) {
      return CompletableFuture.completedStage(refused(entry, wrong));
    }
  }

  private static AlterClientQuotasResponseData.EntryData refused(
      EntryData entry, Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return answer(entry, Errors.forException(cause), cause.getMessage());
  }

  /** New values by key; empty to remove one. */
  private static Map<String, Optional<String>> wanted(
      EntryData entry, QuotaEntity entity, boolean twice) {
    Map<String, Optional<String>> wanted = new LinkedHashMap<>();
    for (OpData op : entry.ops()) {
      if (op.remove()) {
        twice |= wanted.put(op.key(), Optional.empty()) != null;
        continue;
      }
      QuotaKey key = QuotaKey.find(op.key());
      if (key == null || !entity.has(key)) {
        throw new InvalidRequestException("Invalid configuration key " + op.key());
      }
      twice |= wanted.put(op.key(), Optional.of(key.format(op.value()))) != null;
    }
    if (twice) {
      throw new InvalidRequestException("Ignoring duplicate entity " + entity);
    }
    return wanted;
  }

  private static Map<String, String> changed(
      Map<String, String> now, Map<String, Optional<String>> wanted) {
    Map<String, String> changed = new HashMap<>(now);
    wanted.forEach(
        (key, value) ->
            value.ifPresentOrElse(set -> changed.put(key, set), () -> changed.remove(key)));
    return changed;
  }

  private CompletionStage<?> checkAddress(QuotaEntity entity) {
    Optional<String> address = entity.parts().get(QuotaEntity.IP);
    if (address == null || address.isEmpty()) {
      return CompletableFuture.completedStage(null);
    }
    return CompletableFuture.runAsync(() -> checkAddress(address.get()), lookups);
  }

  private static void checkAddress(String address) {
    try {
      InetAddress _ = InetAddress.getByName(address);
    } catch (UnknownHostException unknown) {
      throw new InvalidRequestException(
          address + " is not a valid IP or resolvable host.", unknown);
    }
  }

  private static AlterClientQuotasResponseData.EntryData answer(
      EntryData entry, Errors error, @Nullable String message) {
    return new AlterClientQuotasResponseData.EntryData()
        .setErrorCode(error.code())
        .setErrorMessage(message)
        .setEntity(
            parts(entry).entrySet().stream()
                .map(
                    part ->
                        new EntityData()
                            .setEntityType(part.getKey())
                            .setEntityName(part.getValue().orElse(null)))
                .toList());
  }

  @Override
  public AlterClientQuotasResponseData refuse(
      AlterClientQuotasRequestData request, Errors error, String message) {
    return new AlterClientQuotasResponseData()
        .setEntries(
            request.entries().stream().map(entry -> answer(entry, error, message)).toList());
  }
}
