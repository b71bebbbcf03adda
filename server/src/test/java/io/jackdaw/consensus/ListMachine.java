package io.jackdaw.consensus;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A state machine that remembers every command, and checks that none is missing or doubled. */
public final class ListMachine implements StateMachine {
  private List<String> commands = new ArrayList<>();
  private int batches;
  private int restored;

  @Override
  public void apply(long index, long term, ByteBuffer command, @Nullable Proposal proposal) {
    if (index != commands.size() + 1) {
      throw new IllegalStateException("index " + index + " after " + commands.size());
    }
    byte[] bytes = new byte[command.remaining()];
    command.get(bytes);
    commands.add(HexFormat.of().formatHex(bytes));
    if (proposal instanceof TestProposal known) {
      known.applied(index);
    }
  }

  @Override
  public void batchApplied() {
    batches++;
  }

  @Override
  public Snapshot snapshot() {
    List<String> fixed = List.copyOf(commands);
    return new Snapshot() {
      @Override
      public void writeTo(OutputStream out) throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        data.writeInt(fixed.size());
        for (String command : fixed) {
          byte[] bytes = HexFormat.of().parseHex(command);
          data.writeInt(bytes.length);
          data.write(bytes);
        }
      }

      @Override
      public void close() {
        // A copied list holds nothing.
      }
    };
  }

  @Override
  public void restore(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    List<String> read = new ArrayList<>();
    for (int left = data.readInt(); left > 0; left--) {
      read.add(HexFormat.of().formatHex(data.readNBytes(data.readInt())));
    }
    if (data.read() >= 0) {
      throw new IOException("more than was written");
    }
    commands = read;
    restored++;
  }

  /** Everything applied so far, in hexadecimal. */
  public List<String> commands() {
    return commands;
  }

  public int batches() {
    return batches;
  }

  public int restored() {
    return restored;
  }
}
