package io.jackdaw.kafka.api;

import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/**
 * Serves one API key in every version that it advertises.
 *
 * <p>Called on the event loop of the connection, in the order of its requests; must not block. The
 * request's record data points into the connection's buffer and is valid during the call only, all
 * else may be kept. The returned stage may complete on any thread; replies leave in request order
 * whatever the order of completion.
 *
 * @param <Q> request, as generated from its schema
 * @param <R> response
 */
public interface ApiHandler<Q extends ApiMessage, R extends ApiMessage> {
  ApiKeys key();

  /** Oldest version served; what is advertised works. */
  default short minVersion() {
    return key().oldestVersion();
  }

  /** Newest version served; versions that are still being worked on are left out. */
  default short maxVersion() {
    return key().latestVersion(false);
  }

  /**
   * Answers a request; a stage that completes with null sends nothing (acks=0). A stage that fails
   * with an {@link org.apache.kafka.common.errors.ApiException} is answered by {@link #refuse} with
   * that error; with {@link CloseConnectionException}, by closing the connection; any other failure
   * is a bug, logged, and answered with UNKNOWN_SERVER_ERROR.
   */
  CompletionStage<R> handle(RequestContext context, Q request);

  /** The response that refuses the whole request, in the shape this API has for that. */
  R refuse(Q request, Errors error, String message);
}
