package io.jackdaw.kafka.wire;

import io.jackdaw.kafka.acl.Access;
import io.jackdaw.kafka.acl.AccessRules;
import io.jackdaw.kafka.api.ApiHandler;
import io.jackdaw.kafka.api.ApiHandlers;
import io.jackdaw.kafka.api.ApiVersionsHandler;
import io.jackdaw.kafka.api.CloseConnectionException;
import io.jackdaw.kafka.api.ConnectionEnd;
import io.jackdaw.kafka.api.Peer;
import io.jackdaw.kafka.api.RequestContext;
import io.jackdaw.kafka.quota.ClientQuotas;
import io.jackdaw.net.Connection;
import io.jackdaw.net.Connection.PendingReply;
import io.jackdaw.net.ConnectionHandler;
import io.jackdaw.net.MalformedFrameException;
import io.jackdaw.security.SubjectRules;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Kafka client's connection: frames in, handlers called, replies out in request order.
 *
 * <p>An api key or version that is not served, and a body that cannot be read, close the connection
 * as they do in Apache Kafka, because no reply could be understood; ApiVersions alone answers any
 * version. Runs on the connection's event loop; replies may be completed by any thread.
 */
public final class KafkaConnectionHandler implements ConnectionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaConnectionHandler.class);
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final int MAX_SHOWN = 100;
  private static final AtomicLong NEXT_CONNECTION_ID = new AtomicLong();

  private final Connection connection;
  private final String listener;
  private final SubjectRules subjects;
  private final ApiHandlers handlers;
  private final ClientQuotas quotas;
  private final AccessRules rules;
  private final ClientIdReader clientIds = new ClientIdReader();
  private final ConnectionEnd connectionEnd = new ConnectionEnd();
  private final long connectionId = NEXT_CONNECTION_ID.getAndIncrement();

  private final Peer peer;

  private volatile boolean gone;

  /** Null until the first request; belongs to the event loop. */
  private @Nullable String user;

  /** Null until the first request; belongs to the event loop. */
  private @Nullable Access access;

  /** What keeps the next request back; belongs to the event loop. */
  private int holds;

  /**
   * @param listener name of the listener that accepted, such as {@code PLAINTEXT}
   * @param subjects who a client is by its certificate, if it shows one
   * @param rules what it may do then
   */
  public KafkaConnectionHandler(
      Connection connection,
      String listener,
      SubjectRules subjects,
      ApiHandlers handlers,
      ClientQuotas quotas,
      AccessRules rules) {
    this.connection = connection;
    this.listener = listener;
    this.subjects = subjects;
    this.handlers = handlers;
    this.quotas = quotas;
    this.rules = rules;
    this.peer = new Peer(connection.remoteAddress().getPort());
  }

  @Override
  public void frame(ByteBuffer frame) {
    RequestHeader header;
    ApiHandler<ApiMessage, ApiMessage> handler;
    ApiMessage request;
    Metered metered = quotas.any() ? new Metered(quotas, frame.remaining()) : null;
    try {
      short apiKey = frame.getShort();
      short version = frame.getShort();
      int correlationId = frame.getInt();
      handler = handlers.find(apiKey);
      if (handler == null) {
        throw new MalformedFrameException(
            "api key " + apiKey + " (version " + version + ") is not served");
      }
      if (version < handler.minVersion() || version > handler.maxVersion()) {
        answerUnknownVersion(handler, version, correlationId);
        return;
      }
      ApiKeys key = handler.key();
      String clientId = clientIds.read(frame);
      if (key.requestHeaderVersion(version) >= 2) {
        ClientIdReader.skipTags(frame);
      }
      header = new RequestHeader(apiKey, version, correlationId, clientId);
      request = key.messageType.newRequest();
      read(request, header, frame);
    } catch (BufferUnderflowException tooShort) {
      throw new MalformedFrameException("request ends inside its header", tooShort);
    }
    dispatch(handler, header, request, metered);
  }

  private static void read(ApiMessage request, RequestHeader header, ByteBuffer frame) {
    try {
      boolean large = frame.remaining() > LargeBody.SMALL_BYTES;
      request.read(
          large ? new LargeBody(frame) : new ByteBufferAccessor(frame), header.apiVersion());
    } catch (RuntimeException unreadable) {
      throw new MalformedFrameException(
          "%s version %d of client %s cannot be read: %s"
              .formatted(
                  ApiKeys.forId(header.apiKey()),
                  header.apiVersion(),
                  shown(header.clientId()),
                  unreadable.getMessage()),
          unreadable);
    }
  }

  private void answerUnknownVersion(
      ApiHandler<ApiMessage, ApiMessage> handler, short version, int correlationId) {
    if (handler.key() != ApiKeys.API_VERSIONS) {
      throw new MalformedFrameException(
          "%s version %d is not served, only %d to %d"
              .formatted(handler.key(), version, handler.minVersion(), handler.maxVersion()));
    }
    ApiMessage range = ApiVersionsHandler.unknownVersion(handler);
    connection
        .expectReply()
        .complete(ResponseEncoder.encode(ApiKeys.API_VERSIONS, (short) 0, correlationId, range));
  }

  private void dispatch(
      ApiHandler<ApiMessage, ApiMessage> handler,
      RequestHeader header,
      ApiMessage request,
      @Nullable Metered metered) {
    RequestContext context =
        new RequestContext(
            handler.key(),
            header.apiVersion(),
            header.correlationId(),
            header.clientId(),
            listener,
            connection.remoteAddress().getAddress(),
            connectionId,
            user(),
            access(),
            connection.eventLoop(),
            connectionEnd,
            peer);
    PendingReply pending = connection.expectReply();
    CompletionStage<@Nullable ApiMessage> stage;
    try {
      stage = handler.handle(context, request);
      if (metered != null) {
        metered.handled();
      }
    } catch (RuntimeException | StackOverflowError failure) {
      // A pattern that meets a long value may overflow the stack: that is the request's affair.
      fail(handler, context, request, pending, failure);
      return;
    }
    boolean waits = handler.key() == ApiKeys.FETCH && !stage.toCompletableFuture().isDone();
    if (waits) {
      holdBack();
    }
    stage.whenComplete(
        (response, failure) -> {
          if (failure != null) {
            fail(handler, context, request, pending, failure);
          } else {
            int muteMs = metered == null ? 0 : metered.finish(context, response);
            if (response == null) {
              pending.skip();
            } else {
              answer(handler, context, request, pending, response);
            }
            if (muteMs > 0) {
              connection.eventLoop().run(() -> mute(muteMs));
            }
          }
          if (waits) {
            connection.eventLoop().run(this::goOn);
          }
        });
  }

  /** Whoever the client has proven to be when its first request came. */
  private String user() {
    String known = user;
    if (known == null) {
      List<X509Certificate> shown = connection.peerCertificates();
      known = shown.isEmpty() ? RequestContext.ANONYMOUS : name(shown.getFirst());
      user = known;
    }
    return known;
  }

  private Access access() {
    Access known = access;
    if (known == null) {
      known = rules.of(user(), connection.remoteAddress().getAddress());
      access = known;
    }
    return known;
  }

  private String name(X509Certificate certificate) {
    String subject = certificate.getSubjectX500Principal().getName();
    String name = subjects.name(subject);
    if (name == null) {
      throw new MalformedFrameException("no rule of ssl.principal.mapping.rules is for " + subject);
    }
    return name;
  }

  /** Reads nothing for a while, whatever the client does about the wait that it was told. */
  private void mute(int forMs) {
    holdBack();
    connection.eventLoop().schedule(forMs, this::goOn);
  }

  /**
   * Leaves the next request until {@link #goOn}. Of what comes behind a fetch that waits, the
   * answer would be older than the fetch's, and arrive after it: a consumer that asks where a log
   * ends while it waits for its records would take those that it has just got for missing.
   */
  private void holdBack() {
    holds++;
    connection.pauseReading();
  }

  private void goOn() {
    if (--holds == 0) {
      connection.resumeReading();
    }
  }

  private void answer(
      ApiHandler<ApiMessage, ApiMessage> handler,
      RequestContext context,
      ApiMessage request,
      PendingReply pending,
      ApiMessage response) {
    try {
      pending.complete(
          ResponseEncoder.encode(
              context.key(), context.version(), context.correlationId(), response));
    } catch (RuntimeException unwritable) {
      fail(handler, context, request, pending, unwritable);
    }
  }

  private void fail(
      ApiHandler<ApiMessage, ApiMessage> handler,
      RequestContext context,
      ApiMessage request,
      PendingReply pending,
      Throwable failure) {
    if (gone) {
      pending.skip();
      return;
    }
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof CloseConnectionException) {
      LOG.info(
          "Closing a connection apiKey={} clientId={}: {}",
          context.key(),
          shown(context.clientId()),
          cause.getMessage());
      pending.skip();
      connection.closeAfterFlush();
      return;
    }
    ApiException refusal = cause instanceof ApiException known ? known : null;
    if (refusal == null) {
      LOG.error(
          "Request failed apiKey={} version={} clientId={}",
          context.key(),
          context.version(),
          shown(context.clientId()),
          cause);
    }
    Errors error = refusal == null ? Errors.UNKNOWN_SERVER_ERROR : Errors.forException(refusal);
    String message = refusal == null ? error.message() : String.valueOf(refusal.getMessage());
    try {
      pending.complete(
          ResponseEncoder.encode(
              context.key(),
              context.version(),
              context.correlationId(),
              handler.refuse(request, error, message)));
    } catch (RuntimeException unwritable) {
      LOG.error("Refusal cannot be written apiKey={}", context.key(), unwritable);
      pending.skip();
      connection.closeAfterFlush();
    }
  }

  /** A client id as it may stand in a log: short, and on one line. */
  private static String shown(String clientId) {
    String start = clientId.substring(0, Math.min(clientId.length(), MAX_SHOWN));
    return CONTROL.matcher(start).replaceAll("?");
  }

  @Override
  public void closed() {
    gone = true;
    connectionEnd.reached();
    // Other requests still waiting end by their own time-outs; their replies are dropped.
  }
}
