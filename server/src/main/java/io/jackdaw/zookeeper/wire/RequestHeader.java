package io.jackdaw.zookeeper.wire;

/** What precedes the body of each request after the first. */
public record RequestHeader(int xid, int opCode) {
  public static RequestHeader read(JuteReader reader) {
    return new RequestHeader(reader.readInt(), reader.readInt());
  }
}
