package io.jackdaw.kafka.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * An answer that is put together of many, in their order, whenever they come. One thread begins.
 */
final class Gathering<R> {
  private final R response;
  private CompletionStage<R> all;

  Gathering(R response) {
    this.response = response;
    this.all = CompletableFuture.completedFuture(response);
  }

  /** What is there without waiting. */
  R soFar() {
    return response;
  }

  /** Puts one answer in, behind those that were added before. */
  <T> void add(CompletionStage<T> answer, Consumer<T> into) {
    all =
        all.thenCombine(
            answer,
            (whole, part) -> {
              into.accept(part);
              return whole;
            });
  }

  /** Complete when everything is in. */
  CompletionStage<R> all() {
    return all;
  }
}
