package io.jackdaw.zookeeper.op;

import io.jackdaw.net.MalformedFrameException;
import io.jackdaw.zookeeper.acl.Credentials;
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

/**
 * A write as it is replicated: what was asked, by whom, when and under which rules. The bytes are
 * described in {@code docs/formats/commands.md}.
 *
 * @param sessionId of the requester; 0 for the server itself
 * @param timeMs of the proposal, in milliseconds since 1970
 * @param ids what the requester was known as
 * @param request what {@code operation} decoded
 */
public record Command<Q>(
    WriteOperation<Q> operation,
    long sessionId,
    int xid,
    long timeMs,
    Rules rules,
    List<AuthId> ids,
    Q request) {
  private static final int VERSION = 1;

  /** What a command is, in the part that does not depend on the operation. */
  record Header(OpCode code, long sessionId, int xid, long timeMs, Rules rules, List<AuthId> ids) {
    static Header read(JuteReader reader) {
      int version = reader.readByte();
      if (version != VERSION) {
        throw new MalformedFrameException("command has version " + version + ", known is 1");
      }
      int number = reader.readInt();
      OpCode code = OpCode.of(number);
      if (code == null) {
        throw new MalformedFrameException("command has unknown operation " + number);
      }
      return new Header(
          code,
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
      long sessionId,
      int xid,
      long timeMs,
      Rules rules,
      List<AuthId> ids,
      ByteBuffer body) {
    Q request = operation.decode(new JuteReader(body.duplicate()));
    return new Command<>(operation, sessionId, xid, timeMs, rules, ids, request);
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
    Outcome outcome =
        operation.needsSession() && !sessions.contains(sessionId)
            ? Outcome.refused(ErrorCode.SESSION_EXPIRED)
            : operation.apply(request, new Applying(change, sessions, rules));
    change.commit();
    return outcome;
  }
}
