package io.jackdaw.zookeeper.op;

import io.jackdaw.net.MalformedFrameException;
import io.jackdaw.zookeeper.acl.Credentials;
import io.jackdaw.zookeeper.session.OpenSession;
import io.jackdaw.zookeeper.session.SessionTable;
import io.jackdaw.zookeeper.tree.TreeChange;
import io.jackdaw.zookeeper.tree.ZnodeTree;
import io.jackdaw.zookeeper.watch.Watches;
import io.jackdaw.zookeeper.wire.AuthId;
import io.jackdaw.zookeeper.wire.ErrorCode;
import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.JuteWriter;
import io.jackdaw.zookeeper.wire.OpCode;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A write as it is replicated: what was asked, by whom, when and under which rules. The bytes are
 * described in {@code docs/formats/commands.md}.
 *
 * @param serverId of the server that the request came to, and that the session has to live on; 0
 *     for a command that is not bound to where the session lives
 * @param sessionId of the requester; 0 for the server itself
 * @param timeMs of the proposal, in milliseconds since 1970
 * @param ids what the requester was known as
 * @param request what {@code operation} decoded
 */
public record Command<Q>(
    WriteOperation<Q> operation,
    int serverId,
    long sessionId,
    int xid,
    long timeMs,
    Rules rules,
    List<AuthId> ids,
    Q request) {
  /** Not bound to the server that the session lives on. */
  public static final int ANY_SERVER = 0;

  private static final int VERSION = 2;

  /** The first version knew no servers. */
  private static final int VERSION_WITHOUT_SERVER = 1;

  /** What a command is, in the part that does not depend on the operation. */
  record Header(
      OpCode code,
      int serverId,
      long sessionId,
      int xid,
      long timeMs,
      Rules rules,
      List<AuthId> ids) {
    static Header read(JuteReader reader) {
      int version = reader.readByte();
      if (version < VERSION_WITHOUT_SERVER || version > VERSION) {
        throw new MalformedFrameException(
            "command has version %d, known are %d to %d"
                .formatted(version, VERSION_WITHOUT_SERVER, VERSION));
      }
      int number = reader.readInt();
      OpCode code = OpCode.of(number);
      if (code == null) {
        throw new MalformedFrameException("command has unknown operation " + number);
      }
      return new Header(
          code,
          version == VERSION_WITHOUT_SERVER ? ANY_SERVER : Byte.toUnsignedInt(reader.readByte()),
          reader.readLong(),
          reader.readInt(),
          reader.readLong(),
          Rules.of(reader.readByte()),
          reader.readVector(AuthId::read));
    }
  }

  /** A command for a request whose body is still to be read from {@code body}. */
  public static <Q> Command<Q> of(
      WriteOperation<Q> operation,
      int serverId,
      long sessionId,
      int xid,
      long timeMs,
      Rules rules,
      List<AuthId> ids,
      ByteBuffer body) {
    Q request = operation.decode(new JuteReader(body.duplicate()));
    return new Command<>(operation, serverId, sessionId, xid, timeMs, rules, ids, request);
  }

  /**
   * The bytes to log.
   *
   * @param body the request as it came, which this command was made of
   */
  public ByteBuffer encode(ByteBuffer body) {
    return new JuteWriter()
        .writeByte(VERSION)
        .writeInt(operation.code().code())
        .writeByte(serverId)
        .writeLong(sessionId)
        .writeInt(xid)
        .writeLong(timeMs)
        .writeByte(rules.bits())
        .writeVector(ids, AuthId::write)
        .writeRaw(body)
        .written();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws MalformedFrameException if it did not
   */
  public static Command<?> read(ByteBuffer bytes, Operations operations) {
    JuteReader reader = new JuteReader(bytes);
    Header header = Header.read(reader);
    WriteOperation<?> operation = operations.write(header.code);
    if (operation == null) {
      throw new MalformedFrameException("command has operation " + header.code + ", no write");
    }
    return read(operation, header, reader);
  }

  private static <Q> Command<Q> read(
      WriteOperation<Q> operation, Header header, JuteReader reader) {
    return new Command<>(
        operation,
        header.serverId,
        header.sessionId,
        header.xid,
        header.timeMs,
        header.rules,
        header.ids,
        operation.decode(reader));
  }

  /** Does it; inside {@link ZnodeTree#writing}. A refused command still uses up its zxid. */
  public Outcome apply(ZnodeTree tree, Watches watches, SessionTable sessions, long zxid) {
    Credentials credentials =
        sessionId == 0 ? Credentials.SERVER : new Credentials(ids, rules.skipAcl());
    TreeChange change = new TreeChange(tree, watches, zxid, timeMs, sessionId, credentials);
    ErrorCode refusal = refusal(sessions.get(sessionId));
    Outcome outcome =
        refusal == ErrorCode.OK
            ? operation.apply(request, new Applying(change, sessions, rules, serverId))
            : Outcome.refused(refusal);
    change.commit();
    return outcome;
  }

  private ErrorCode refusal(@Nullable OpenSession session) {
    if (session == null) {
      return operation.needsSession() ? ErrorCode.SESSION_EXPIRED : ErrorCode.OK;
    }
    boolean livesHere = serverId == ANY_SERVER || serverId == session.serverId();
    return livesHere || operation.obeysAnyServer() ? ErrorCode.OK : ErrorCode.SESSION_MOVED;
  }
}
