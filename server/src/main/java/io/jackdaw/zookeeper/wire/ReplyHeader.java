package io.jackdaw.zookeeper.wire;

/**
 * What precedes the body of each reply.
 *
 * @param zxid of the last change that the answering server had applied
 */
public record ReplyHeader(int xid, long zxid, ErrorCode error) {
  public static void write(JuteWriter writer, ReplyHeader header) {
    writer.writeInt(header.xid).writeLong(header.zxid).writeInt(header.error.code());
  }
}
