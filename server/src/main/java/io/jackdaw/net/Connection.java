package io.jackdaw.net;

import io.jackdaw.time.EventLoop;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * One accepted socket, as its protocol sees it.
 *
 * <p>Any thread may call any method. What one thread hands over leaves in that order; frames handed
 * over before the event loop completes a reply leave before that reply.
 */
public interface Connection {
  InetSocketAddress remoteAddress();

  InetSocketAddress localAddress();

  /**
   * The certificates that the peer has proven to be its own, its own first; empty if it showed
   * none, or if the connection is not encrypted.
   */
  List<X509Certificate> peerCertificates();

  /** The loop that owns this connection and calls its handler. */
  EventLoop eventLoop();

  /**
   * Keeps the next place in the order of replies. Called on the event loop, once for each request
   * that will be answered, in the order of the requests.
   */
  PendingReply expectReply();

  /** Sends a frame that answers nothing, such as a watch event, ahead of replies still pending. */
  void push(OutboundFrame frame);

  /**
   * The same, but the frame may lie until {@link EventLoops#deliverPosts}: who tells many wakes
   * each event loop once, and finishes what is urgent first.
   */
  void post(OutboundFrame frame);

  /** Sends bytes as they are, without a length prefix. */
  void sendRaw(byte[] bytes);

  /** Stops reading from the peer until {@link #resumeReading}; calls do not nest. */
  void pauseReading();

  void resumeReading();

  /** Closes after what was handed over so far has been sent. */
  void closeAfterFlush();

  /** Closes at once. */
  void close();

  /** A place in the order of replies. Any thread; the first call counts. */
  interface PendingReply {
    /** The reply, sent as soon as all earlier ones are; the frame is owned by the connection. */
    void complete(OutboundFrame frame);

    /** The request has no reply after all (acks=0): its place is given up. */
    void skip();
  }
}
