package io.jackdaw.kafka.api;

import io.jackdaw.kafka.acl.Access;
import io.jackdaw.kafka.transaction.TransactionCoordinator;
import io.jackdaw.kafka.transaction.TransactionFilter;
import io.jackdaw.kafka.transaction.TransactionPhase;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.ListTransactionsRequestData;
import org.apache.kafka.common.message.ListTransactionsResponseData;
import org.apache.kafka.common.message.ListTransactionsResponseData.TransactionState;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * ListTransactions (api key 66): this broker's transactional ids. Source:
 * ListTransactionsRequest.json, KIP-664, KIP-994, KIP-1152.
 */
public final class ListTransactionsHandler
    implements ApiHandler<ListTransactionsRequestData, ListTransactionsResponseData> {
  private final TransactionCoordinator transactions;
  private final Executor matching;

  /**
   * @param matching tries patterns, which may take long
   */
  public ListTransactionsHandler(TransactionCoordinator transactions, Executor matching) {
    this.transactions = transactions;
    this.matching = matching;
  }

  @Override
  public ApiKeys key() {
    return ApiKeys.LIST_TRANSACTIONS;
  }

  @Override
  public CompletionStage<ListTransactionsResponseData> handle(
      RequestContext context, ListTransactionsRequestData request) {
    Pattern pattern;
    try {
      pattern = pattern(request.transactionalIdPattern());
    } catch (PatternSyntaxException malformed) {
      return CompletableFuture.completedFuture(
          refuse(request, Errors.INVALID_REGULAR_EXPRESSION, ""));
    }
    Set<TransactionPhase> phases = EnumSet.noneOf(TransactionPhase.class);
    ListTransactionsResponseData response = new ListTransactionsResponseData();
    for (String name : request.stateFilters()) {
      TransactionPhase phase = TransactionPhase.ofName(name);
      if (phase == null) {
        response.unknownStateFilters().add(name);
      } else {
        phases.add(phase);
      }
    }
    TransactionFilter filter =
        new TransactionFilter(
            phases,
            !request.stateFilters().isEmpty(),
            new HashSet<>(request.producerIdFilters()),
            request.durationFilter());
    CompletionStage<ListTransactionsResponseData> listed =
        transactions
            .list(filter)
            .thenApply(
                listing ->
                    response
                        .setErrorCode(listing.error().code())
                        .setTransactionStates(visible(context, listing.transactions())));
    return pattern == null
        ? listed
        : listed.thenApplyAsync(all -> onlyMatching(all, pattern), matching);
  }

  private static List<TransactionState> visible(
      RequestContext context, List<TransactionState> all) {
    if (context.access() == Access.FULL) {
      return all;
    }
    return all.stream()
        .filter(it -> context.mayTransaction(AclOperation.DESCRIBE, it.transactionalId()))
        .toList();
  }

  private static @Nullable Pattern pattern(@Nullable String text) {
    return text == null || text.isEmpty() ? null : Pattern.compile(text);
  }

  private static ListTransactionsResponseData onlyMatching(
      ListTransactionsResponseData all, Pattern pattern) {
    return all.setTransactionStates(
        List.copyOf(
            all.transactionStates().stream()
                .filter(state -> pattern.matcher(state.transactionalId()).matches())
                .toList()));
  }

  @Override
  public ListTransactionsResponseData refuse(
      ListTransactionsRequestData request, Errors error, String message) {
    return new ListTransactionsResponseData().setErrorCode(error.code());
  }
}
