package io.jackdaw.zookeeper.op;

import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.CreateMode;
import io.jackdaw.zookeeper.wire.JuteReader;
import io.jackdaw.zookeeper.wire.JuteWriter;
import io.jackdaw.zookeeper.wire.OpCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One change of the tree, asked for or made, as an audit names it. Source: AuditHelper.
 *
 * @param path null where several changes were refused together
 * @param mode what kind of znode was to be created, or null
 * @param acl the list that was to be set, or null
 */
public record AuditedChange(
    String operation,
    @Nullable String path,
    @Nullable String mode,
    @Nullable String acl,
    boolean done) {
  /** By a session's end, which deletes its ephemeral znodes. */
  public static final String SESSION_ENDED = "ephemeralZNodeDeletionOnSessionCloseOrExpire";

  private static final int STAT_BYTES = 68;

  /** What a command did or failed to do; empty if it changes nothing that is audited. */
  public static List<AuditedChange> of(Command<?> command, Outcome outcome) {
    boolean done = outcome instanceof Outcome.Done;
    return switch (command.request()) {
      case List<?> steps -> ofMulti(steps, outcome);
      case Boolean _ when command.operation().code() == OpCode.CLOSE_SESSION -> ended(outcome);
      default -> {
        AuditedChange change = change(command.request(), outcome, done);
        yield change == null ? List.of() : List.of(change);
      }
    };
  }

  private static @Nullable AuditedChange change(Object request, Outcome outcome, boolean done) {
    return switch (request) {
      case Create.Request create ->
          new AuditedChange(
              "create", done ? created(outcome) : create.path(), mode(create), null, done);
      case Delete.Request delete -> new AuditedChange("delete", delete.path(), null, null, done);
      case SetData.Request set -> new AuditedChange("setData", set.path(), null, null, done);
      case SetAcl.Request set ->
          new AuditedChange("setAcl", set.path(), null, shown(set.acl()), done);
      default -> null;
    };
  }

  private static List<AuditedChange> ofMulti(List<?> steps, Outcome outcome) {
    List<AuditedChange> changes = new ArrayList<>();
    if (outcome instanceof Outcome.Done done) {
      JuteReader results = written(done);
      for (Object step : steps) {
        MultiHeader header = MultiHeader.read(results);
        if (header.type() == OpCode.ERROR.code()) {
          return List.of(new AuditedChange("multiOperation", null, null, null, false));
        }
        if (step instanceof Multi.Step<?> each) {
          AuditedChange change = ofStep(each, results);
          if (change != null) {
            changes.add(change);
          }
        }
      }
    } else {
      changes.add(new AuditedChange("multiOperation", null, null, null, false));
    }
    return changes;
  }

  /** One step that was done; its result is read off, whether it matters or not. */
  private static @Nullable AuditedChange ofStep(Multi.Step<?> step, JuteReader results) {
    return switch (step.request()) {
      case Create.Request create -> {
        String path = results.readString();
        if (step.operation().code() != OpCode.CREATE) {
          skipStat(results);
        }
        // Apache finds the mode by the path that was asked for, which a sequence does not have.
        yield new AuditedChange(
            "create", path, path.equals(create.path()) ? mode(create) : null, null, true);
      }
      case SetData.Request set -> {
        skipStat(results);
        yield new AuditedChange("setData", set.path(), null, null, true);
      }
      case Delete.Request delete -> new AuditedChange("delete", delete.path(), null, null, true);
      default -> null;
    };
  }

  private static List<AuditedChange> ended(Outcome outcome) {
    return outcome instanceof Outcome.Done done && done.body() instanceof EndedSession ended
        ? ended.ephemerals().stream()
            .map(path -> new AuditedChange(SESSION_ENDED, path, null, null, true))
            .toList()
        : List.of();
  }

  private static String created(Outcome outcome) {
    return written((Outcome.Done) outcome).readString();
  }

  private static JuteReader written(Outcome.Done done) {
    JuteWriter writer = new JuteWriter();
    done.body().accept(writer);
    return new JuteReader(writer.written());
  }

  private static @Nullable String mode(Create.Request create) {
    CreateMode mode = CreateMode.of(create.flags());
    return mode == null ? null : mode.name().toLowerCase(Locale.ROOT);
  }

  private static String shown(List<Acl> acl) {
    StringBuilder text = new StringBuilder();
    for (Acl entry : acl) {
      text.append(entry.id().scheme()).append(':').append(entry.id().id()).append(':');
      letter(text, entry, Acl.CREATE, 'c');
      letter(text, entry, Acl.DELETE, 'd');
      letter(text, entry, Acl.READ, 'r');
      letter(text, entry, Acl.WRITE, 'w');
      letter(text, entry, Acl.ADMIN, 'a');
    }
    return text.toString();
  }

  private static void letter(StringBuilder text, Acl entry, int permission, char letter) {
    if ((entry.permissions() & permission) != 0) {
      text.append(letter);
    }
  }

  /** Passes over what no audit tells. */
  private static void skipStat(JuteReader results) {
    for (int i = 0; i < STAT_BYTES; i += Integer.BYTES) {
      results.readInt();
    }
  }
}
