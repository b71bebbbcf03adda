package io.jackdaw.zookeeper.apache;

import io.jackdaw.net.MalformedFrameException;
import io.jackdaw.zookeeper.tree.EphemeralOwner;
import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.OpCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bytes of one transaction, of any version from 3.3 to 3.9. What a newer server put
 * behind the part that is known, such as the digest since 3.6, is left alone.
 */
final class TransactionDecoder {
  private static final int DIGEST_BYTES = Integer.BYTES + Long.BYTES;

  private TransactionDecoder() {}

  /**
   * @throws MalformedFrameException if this is no transaction that is known
   */
  static Transaction decode(ByteBuffer bytes) {
    JuteReader reader = new JuteReader(bytes);
    long sessionId = reader.readLong();
    reader.readInt(); // The client's number of the request.
    long zxid = reader.readLong();
    long timeMs = reader.readLong();
    return new Transaction(sessionId, zxid, timeMs, change(reader.readInt(), sessionId, reader));
  }

  private static Change change(int type, long sessionId, JuteReader reader) {
    OpCode code = OpCode.of(type);
    if (code == null) {
      throw new MalformedFrameException("a transaction of the unknown type " + type);
    }
    return switch (code) {
      case CREATE, CREATE2 -> created(sessionId, reader);
      case CREATE_TTL -> createdWithTtl(reader);
      case CREATE_CONTAINER -> createdContainer(reader);
      case DELETE, DELETE_CONTAINER -> new Change.Deleted(reader.readString());
      case SET_DATA, RECONFIG ->
          new Change.DataSet(reader.readString(), reader.readBuffer(), reader.readInt());
      case SET_ACL ->
          new Change.AclSet(reader.readString(), reader.readVector(Acl::read), reader.readInt());
      case CREATE_SESSION -> new Change.SessionOpened(reader.readInt());
      case CLOSE_SESSION -> new Change.SessionClosed(pathsOfClosed(reader));
      case MULTI -> several(sessionId, reader);
      case CHECK, ERROR -> new Change.Nothing();
      default -> throw new MalformedFrameException("a transaction of the type " + code);
    };
  }

  private static Change created(long sessionId, JuteReader reader) {
    String path = reader.readString();
    byte[] data = reader.readBuffer();
    List<Acl> acl = reader.readVector(Acl::read);
    long owner = reader.readBoolean() ? sessionId : EphemeralOwner.NONE;
    int parentCreations = reader.remaining() == 0 ? -1 : reader.readInt();
    return new Change.Created(path, data, acl, owner, parentCreations);
  }

  private static Change createdWithTtl(JuteReader reader) {
    String path = reader.readString();
    byte[] data = reader.readBuffer();
    List<Acl> acl = reader.readVector(Acl::read);
    int parentCreations = reader.readInt();
    long owner = EphemeralOwner.ofTtl(reader.readLong());
    return new Change.Created(path, data, acl, owner, parentCreations);
  }

  private static Change createdContainer(JuteReader reader) {
    return new Change.Created(
        reader.readString(),
        reader.readBuffer(),
        reader.readVector(Acl::read),
        EphemeralOwner.CONTAINER,
        reader.readInt());
  }

  /** A list of paths since 3.6, unless switched off; a digest may follow, or stand alone. */
  private static List<String> pathsOfClosed(JuteReader reader) {
    int left = reader.remaining();
    if (left == 0 || left == DIGEST_BYTES) {
      List<String> lone = left == 0 ? null : paths(reader);
      return lone == null ? List.of() : lone;
    }
    return reader.readVector(JuteReader::readString);
  }

  /** What might be one path of four characters, or a digest. */
  private static @Nullable List<String> paths(JuteReader reader) {
    if (reader.readInt() != 1 || reader.readInt() != Integer.BYTES) {
      return null;
    }
    byte[] path = new byte[Integer.BYTES];
    for (int i = 0; i < path.length; i++) {
      path[i] = reader.readByte();
    }
    return path[0] == '/' ? List.of(new String(path, StandardCharsets.UTF_8)) : null;
  }

  private static Change several(long sessionId, JuteReader reader) {
    int count = reader.readInt();
    List<Change> changes = new ArrayList<>();
    boolean refused = false;
    for (int i = 0; i < count; i++) {
      int type = reader.readInt();
      byte[] body = reader.readBuffer();
      refused |= type == OpCode.ERROR.code();
      if (!refused) {
        byte[] bytes = body == null ? new byte[0] : body;
        changes.add(change(type, sessionId, new JuteReader(ByteBuffer.wrap(bytes))));
      }
    }
    return new Change.Several(refused ? List.of() : changes);
  }
}
