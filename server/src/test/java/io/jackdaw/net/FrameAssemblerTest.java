package io.jackdaw.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FrameAssemblerTest {
  private static final int MAX_FRAME_BYTES = 2_000;
  private final List<byte[]> frames = new ArrayList<>();
  private final FrameAssembler assembler =
      new FrameAssembler(MAX_FRAME_BYTES, frame -> frames.add(bytes(frame)));

  @Property(tries = 100)
  void passesOnEveryFrameWholeHoweverTheStreamIsCut(
      @ForAll @Size(max = 20) List<@IntRange(max = MAX_FRAME_BYTES) Integer> sizes,
      @ForAll long seed) {
    frames.clear();
    Random random = new Random(seed);
    ByteBuf stream = Unpooled.buffer();
    List<byte[]> sent = new ArrayList<>();
    for (int size : sizes) {
      byte[] frame = new byte[size];
      random.nextBytes(frame);
      sent.add(frame);
      stream.writeInt(size).writeBytes(frame);
    }

    while (stream.isReadable()) {
      int cut = random.nextBoolean() ? random.nextInt(8) : random.nextInt(3_000);
      add(stream.readBytes(Math.min(cut, stream.readableBytes())));
    }
    stream.release();
    assembler.close();

    assertThat(frames).usingRecursiveComparison().isEqualTo(sent);
  }

  /** Another connection takes all memory, and gives it back, again and again. */
  @Property(tries = 100)
  void losesNothingWhenItHasToWaitForMemory(
      @ForAll @Size(max = 20) List<@IntRange(max = MAX_FRAME_BYTES) Integer> sizes,
      @ForAll long seed) {
    frames.clear();
    Random random = new Random(seed);
    RequestMemory memory = new RequestMemory(10);
    RequestMemory.Claim greedy = memory.claim(() -> {});
    boolean[] granted = {false};
    FrameAssembler waiting =
        new FrameAssembler(
            MAX_FRAME_BYTES, frame -> frames.add(bytes(frame)), memory, () -> granted[0] = true);
    List<byte[]> sent = new ArrayList<>();
    ByteBuf stream = Unpooled.buffer();
    for (int size : sizes) {
      byte[] frame = new byte[size];
      random.nextBytes(frame);
      sent.add(frame);
      stream.writeInt(size).writeBytes(frame);
    }

    while (stream.isReadable()) {
      boolean taken = random.nextBoolean() && memory.available() > 0 && greedy.take(10);
      ByteBuf in = stream.readBytes(Math.min(random.nextInt(1_000), stream.readableBytes()));
      waiting.add(in, UnpooledByteBufAllocator.DEFAULT);
      if (taken) {
        assertThat(waiting.waitsForMemory() || !in.isReadable()).isTrue();
        greedy.give();
        assertThat(granted[0] || !in.isReadable()).isTrue();
      }
      while (in.isReadable()) {
        assertThat(waiting.waitsForMemory()).isFalse();
        waiting.add(in, UnpooledByteBufAllocator.DEFAULT);
      }
      in.release();
      granted[0] = false;
    }
    stream.release();
    waiting.close();

    assertThat(frames).usingRecursiveComparison().isEqualTo(sent);
    assertThat(memory.available()).isEqualTo(10);
  }

  @Test
  void refusesALengthAboveTheLimit() {
    ByteBuf tooLong = Unpooled.buffer().writeInt(MAX_FRAME_BYTES + 1);

    assertThatThrownBy(() -> add(tooLong))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessageContaining("at most 2000");
  }

  @Test
  void refusesANegativeLengthThatComesByteByByte() {
    byte[] prefix = {(byte) 0xff, 0, 0, 1};

    assertThatThrownBy(
            () -> {
              for (byte part : prefix) {
                add(Unpooled.wrappedBuffer(new byte[] {part}));
              }
            })
        .isInstanceOf(MalformedFrameException.class);
  }

  private void add(ByteBuf in) {
    try {
      assembler.add(in, UnpooledByteBufAllocator.DEFAULT);
    } finally {
      in.release();
    }
  }

  private static byte[] bytes(ByteBuffer frame) {
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    return bytes;
  }
}
