package io.jackdaw.kafka.wire;

import io.jackdaw.kafka.api.ApiHandler;
import io.jackdaw.kafka.api.RequestContext;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/** A handler of any api key that a test gives its answers. */
final class FakeHandler implements ApiHandler<ApiMessage, ApiMessage> {
  final List<RequestContext> contexts = new CopyOnWriteArrayList<>();
  private final ApiKeys key;
  private final Function<ApiMessage, CompletionStage<ApiMessage>> answer;
  private final Function<Errors, ApiMessage> refusal;

  FakeHandler(
      ApiKeys key,
      Function<ApiMessage, CompletionStage<ApiMessage>> answer,
      Function<Errors, ApiMessage> refusal) {
    this.key = key;
    this.answer = answer;
    this.refusal = refusal;
  }

  @Override
  public ApiKeys key() {
    return key;
  }

  @Override
  public CompletionStage<ApiMessage> handle(RequestContext context, ApiMessage request) {
    contexts.add(context);
    return answer.apply(request);
  }

  @Override
  public ApiMessage refuse(ApiMessage request, Errors error, String message) {
    return refusal.apply(error);
  }
}
