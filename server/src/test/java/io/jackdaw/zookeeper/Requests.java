package io.jackdaw.zookeeper;

import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.JuteWriter;
import io.jackdaw.zookeeper.wire.OpCode;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bodies of requests, for tests. */
final class Requests {
  private Requests() {}

  static ByteBuffer create(String path, byte @Nullable [] data, int flags) {
    return create(path, data, flags, Acl.OPEN);
  }

  static ByteBuffer create(String path, byte @Nullable [] data, int flags, List<Acl> acl) {
    JuteWriter writer = new JuteWriter();
    writer.writeString(path).writeBuffer(data).writeVector(acl, Acl::write).writeInt(flags);
    return writer.written();
  }

  static ByteBuffer pathAndVersion(String path, int version) {
    return new JuteWriter().writeString(path).writeInt(version).written();
  }

  static ByteBuffer setData(String path, byte @Nullable [] data, int version) {
    return new JuteWriter().writeString(path).writeBuffer(data).writeInt(version).written();
  }

  static ByteBuffer timeout(int timeoutMs) {
    return new JuteWriter().writeInt(timeoutMs).written();
  }

  static ByteBuffer nothing() {
    return ByteBuffer.allocate(0);
  }

  /** One part of a multi. */
  record Part(OpCode code, ByteBuffer body) {}

  static ByteBuffer multi(List<Part> parts) {
    JuteWriter writer = new JuteWriter();
    for (Part part : parts) {
      writer.writeInt(part.code.code()).writeBoolean(false).writeInt(-1).writeRaw(part.body);
    }
    return writer.writeInt(-1).writeBoolean(true).writeInt(-1).written();
  }
}
