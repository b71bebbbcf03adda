package io.jackdaw.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Looks at the first byte of a connection, and makes it an encrypted one if a TLS handshake begins
 * so; then leaves. As the first byte of a frame's length it would mean more than 350 MB.
 */
final class TlsOrPlain extends ChannelInboundHandlerAdapter {
  private static final byte TLS_HANDSHAKE = 22;

  private final ServerTls tls;

  TlsOrPlain(ServerTls tls) {
    this.tls = tls;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (!in.isReadable()) {
      in.release();
    } else if (in.getByte(in.readerIndex()) == TLS_HANDSHAKE) {
      context.pipeline().replace(this, "tls", tls.handler(context.channel()));
      context.pipeline().fireChannelRead(in);
    } else {
      context.pipeline().remove(this);
      context.pipeline().fireChannelRead(in);
    }
  }
}
