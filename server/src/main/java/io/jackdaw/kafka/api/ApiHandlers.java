package io.jackdaw.kafka.api;

import java.util.List;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

/**
 * The handlers of this broker, found by api key. Immutable; any thread.
 *
 * <p>What is not in here is neither served nor advertised.
 */
public final class ApiHandlers {
  private final @Nullable ApiHandler<ApiMessage, ApiMessage>[] byKey;

  /**
   * @throws IllegalArgumentException if two handlers serve the same key
   */
  public ApiHandlers(List<? extends ApiHandler<?, ?>> handlers) {
    int size = 1 + handlers.stream().mapToInt(handler -> handler.key().id).max().orElse(-1);
    this.byKey = emptyTable(size);
    for (ApiHandler<?, ?> handler : handlers) {
      int key = handler.key().id;
      if (byKey[key] != null) {
        throw new IllegalArgumentException("Two handlers for " + handler.key());
      }
      byKey[key] = untyped(handler);
    }
  }

  /** The handler of {@code apiKey}; null when there is none. */
  public @Nullable ApiHandler<ApiMessage, ApiMessage> find(int apiKey) {
    return apiKey >= 0 && apiKey < byKey.length ? byKey[apiKey] : null;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type has no other maker
  private static @Nullable ApiHandler<ApiMessage, ApiMessage>[] emptyTable(int size) {
    return new ApiHandler[size];
  }

  @SuppressWarnings("unchecked") // requests are made from the key that the handler names
  private static ApiHandler<ApiMessage, ApiMessage> untyped(ApiHandler<?, ?> handler) {
    return (ApiHandler<ApiMessage, ApiMessage>) handler;
  }
}
