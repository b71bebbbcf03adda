package io.jackdaw.kafka.transaction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The transactions of one shard, by transactional id. */
final class TransactionTable {
  private final Map<String, Transaction> transactions = new HashMap<>();

  @Nullable Transaction find(String id) {
    return transactions.get(id);
  }

  void put(String id, Transaction transaction) {
    transactions.put(id, transaction);
  }

  void remove(String id) {
    transactions.remove(id);
  }

  Map<String, Transaction> all() {
    return transactions;
  }

  /** Ids of those that pass, in order. */
  List<String> ids(Predicate<Transaction> passes) {
    List<String> ids = new ArrayList<>();
    transactions.forEach(
        (id, transaction) -> {
          if (passes.test(transaction)) {
            ids.add(id);
          }
        });
    ids.sort(null);
    return ids;
  }
}
