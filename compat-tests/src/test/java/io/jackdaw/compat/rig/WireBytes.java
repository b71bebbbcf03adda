package io.jackdaw.compat.rig;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Bytes of a frame, written by hand: big-endian, as both protocols have it. */
public final class WireBytes {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);

  /** A Kafka request header of version 1: key, version, correlation id 7, client id {@code raw}. */
  public static WireBytes kafkaHeader(int apiKey, int apiVersion) {
    return new WireBytes().int16(apiKey).int16(apiVersion).int32(7).kafkaString("raw");
  }

  /** ZooKeeper's connect request for a new session, without the readOnly byte of newer clients. */
  public static WireBytes oldZooKeeperConnect(int timeoutMs) {
    return new WireBytes().int32(0).int64(0).int32(timeoutMs).int64(0).buffer(new byte[16]);
  }

  public WireBytes int8(int value) {
    return write(() -> out.writeByte(value));
  }

  public WireBytes int16(int value) {
    return write(() -> out.writeShort(value));
  }

  public WireBytes int32(int value) {
    return write(() -> out.writeInt(value));
  }

  public WireBytes int64(long value) {
    return write(() -> out.writeLong(value));
  }

  public WireBytes kafkaString(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return int16(utf8.length).raw(utf8);
  }

  public WireBytes buffer(byte... value) {
    return int32(value.length).raw(value);
  }

  public WireBytes raw(byte... value) {
    return write(() -> out.write(value));
  }

  public byte[] toBytes() {
    return bytes.toByteArray();
  }

  private WireBytes write(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  private interface Step {
    void run() throws IOException;
  }
}
