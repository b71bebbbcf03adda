package io.jackdaw.consensus.raft;

import io.jackdaw.consensus.Ensemble.Readiness;
import io.jackdaw.consensus.raft.Message.Append;
import io.jackdaw.consensus.raft.Message.Appended;
import io.jackdaw.consensus.raft.Message.NotAppended;
import io.jackdaw.consensus.raft.Message.Prepare;
import io.jackdaw.consensus.raft.Message.Prepared;
import io.jackdaw.consensus.raft.Message.Propose;
import io.jackdaw.consensus.raft.Message.ReadIndex;
import io.jackdaw.consensus.raft.Message.ReadIndexReply;
import io.jackdaw.consensus.raft.Message.SnapshotPart;
import io.jackdaw.consensus.raft.Message.SnapshotWanted;
import io.jackdaw.consensus.raft.Message.TakeOver;
import io.jackdaw.consensus.raft.Message.Tell;
import io.jackdaw.consensus.raft.Message.Vote;
import io.jackdaw.consensus.raft.Message.VoteReply;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The bytes of a {@link Message}; {@code docs/formats/ensemble.md} has the table. */
final class MessageCodec {
  private static final byte VOTE = 1;
  private static final byte VOTE_REPLY = 2;
  private static final byte APPEND = 3;
  private static final byte APPENDED = 4;
  private static final byte NOT_APPENDED = 5;
  private static final byte SNAPSHOT_PART = 6;
  private static final byte SNAPSHOT_WANTED = 7;
  private static final byte TAKE_OVER = 8;
  private static final byte PROPOSE = 9;
  private static final byte READ_INDEX = 10;
  private static final byte READ_INDEX_REPLY = 11;
  private static final byte TELL = 12;
  private static final byte PREPARE = 13;
  private static final byte PREPARED = 14;

  private static final int TRIAL = 1;
  private static final int HANDED_OVER = 2;
  private static final int GRANTED = 4;
  private static final int BY_NOVICE = 8;

  private MessageCodec() {}

  static ByteBuffer encode(Message message) {
    return switch (message) {
      case Vote it ->
          numbers(VOTE, 1, it.term(), it.lastIndex(), it.lastTerm())
              .put((byte) ((it.trial() ? TRIAL : 0) | (it.handedOver() ? HANDED_OVER : 0)))
              .flip();
      case VoteReply it ->
          numbers(VOTE_REPLY, 1, it.term())
              .put(
                  (byte)
                      ((it.trial() ? TRIAL : 0)
                          | (it.granted() ? GRANTED : 0)
                          | (it.byNovice() ? BY_NOVICE : 0)))
              .flip();
      case Append it -> append(it);
      case Appended it -> numbers(APPENDED, 0, it.term(), it.index(), it.round()).flip();
      case NotAppended it ->
          numbers(NOT_APPENDED, 0, it.term(), it.previousIndex(), it.hint(), it.round()).flip();
      case SnapshotPart it ->
          numbers(
                  SNAPSHOT_PART,
                  it.bytes().remaining(),
                  it.term(),
                  it.index(),
                  it.indexTerm(),
                  it.sizeBytes(),
                  it.offset())
              .put(it.bytes().duplicate())
              .flip();
      case SnapshotWanted it ->
          numbers(SNAPSHOT_WANTED, 0, it.term(), it.index(), it.offset()).flip();
      case TakeOver it -> numbers(TAKE_OVER, 0, it.term()).flip();
      case Propose it ->
          numbers(PROPOSE, it.batch().remaining()).put(it.batch().duplicate()).flip();
      case ReadIndex it -> numbers(READ_INDEX, 0, it.id()).flip();
      case ReadIndexReply it -> numbers(READ_INDEX_REPLY, 0, it.id(), it.index()).flip();
      case Prepare it -> {
        byte[] next = new Members(0, it.next(), List.of()).encode();
        yield numbers(PREPARE, next.length, it.id()).put(next).flip();
      }
      case Prepared it -> numbers(PREPARED, 1, it.id()).put((byte) it.readiness().ordinal()).flip();
      case Tell it -> numbers(TELL, it.message().remaining()).put(it.message().duplicate()).flip();
    };
  }

  private static ByteBuffer numbers(byte type, int more, long... numbers) {
    ByteBuffer out = ByteBuffer.allocate(Byte.BYTES + numbers.length * Long.BYTES + more).put(type);
    for (long number : numbers) {
      out.putLong(number);
    }
    return out;
  }

  private static ByteBuffer append(Append append) {
    int bytes = Integer.BYTES;
    for (Entry entry : append.entries()) {
      bytes += entry.sizeBytes();
    }
    ByteBuffer out =
        numbers(
            APPEND,
            bytes,
            append.term(),
            append.previousIndex(),
            append.previousTerm(),
            append.commitIndex(),
            append.round());
    out.putInt(append.entries().size());
    append.entries().forEach(entry -> entry.writeTo(out));
    return out.flip();
  }

  /**
   * Copies what it keeps: {@code frame} is the caller's again afterwards.
   *
   * @throws IllegalArgumentException if it is no message
   */
  static Message decode(ByteBuffer frame) {
    ByteBuffer in = frame.slice();
    try {
      return decodeWhole(in);
    } catch (BufferUnderflowException torn) {
      throw new IllegalArgumentException("a message that ends early", torn);
    }
  }

  private static Message decodeWhole(ByteBuffer in) {
    byte type = in.get();
    return switch (type) {
      case VOTE -> {
        long term = in.getLong();
        long lastIndex = in.getLong();
        long lastTerm = in.getLong();
        byte flags = in.get();
        yield new Vote(term, lastIndex, lastTerm, (flags & TRIAL) != 0, (flags & HANDED_OVER) != 0);
      }
      case VOTE_REPLY -> {
        long term = in.getLong();
        byte flags = in.get();
        yield new VoteReply(
            term, (flags & TRIAL) != 0, (flags & GRANTED) != 0, (flags & BY_NOVICE) != 0);
      }
      case APPEND ->
          new Append(
              in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong(), entries(in));
      case APPENDED -> new Appended(in.getLong(), in.getLong(), in.getLong());
      case NOT_APPENDED -> new NotAppended(in.getLong(), in.getLong(), in.getLong(), in.getLong());
      case SNAPSHOT_PART ->
          new SnapshotPart(
              in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong(), rest(in));
      case SNAPSHOT_WANTED -> new SnapshotWanted(in.getLong(), in.getLong(), in.getLong());
      case TAKE_OVER -> new TakeOver(in.getLong());
      case PROPOSE -> new Propose(rest(in));
      case READ_INDEX -> new ReadIndex(in.getLong());
      case READ_INDEX_REPLY -> new ReadIndexReply(in.getLong(), in.getLong());
      case TELL -> new Tell(rest(in));
      case PREPARE -> new Prepare(in.getLong(), Members.decode(rest(in).array()).servers());
      case PREPARED -> new Prepared(in.getLong(), readiness(in.get()));
      default -> throw new IllegalArgumentException("a message of type " + type);
    };
  }

  /** What a newer server says, and is not understood, is no reason to go on. */
  private static Readiness readiness(byte number) {
    Readiness[] known = Readiness.values();
    return number >= 0 && number < known.length ? known[number] : Readiness.UNKNOWN;
  }

  private static List<Entry> entries(ByteBuffer in) {
    int count = in.getInt();
    if (count < 0 || count > in.remaining() / Entry.FRAMING_BYTES) {
      throw new IllegalArgumentException(count + " entries in " + in.remaining() + " bytes");
    }
    List<Entry> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      entries.add(Entry.readFrom(in));
    }
    return entries;
  }

  private static ByteBuffer rest(ByteBuffer in) {
    byte[] bytes = new byte[in.remaining()];
    in.get(bytes);
    return ByteBuffer.wrap(bytes);
  }
}
