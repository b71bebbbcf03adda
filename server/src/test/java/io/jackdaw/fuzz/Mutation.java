package io.jackdaw.fuzz;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Spoils valid inputs, always in the same way for the same seed. */
public final class Mutation {
  private static final int[] ODD_NUMBERS = {
    0,
    1,
    -1,
    2,
    127,
    128,
    255,
    256,
    0x7fff,
    0x8000,
    0xffff,
    1 << 20,
    100_000_000,
    -2,
    Integer.MAX_VALUE - 1,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE
  };
  private static final byte[] VARINT_BOMB = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
  private static final int MAX_BYTES = 64 * 1024;

  private final Random random;

  public Mutation(Random random) {
    this.random = random;
  }

  /** One of {@code corpus} with one to four things wrong with it; now and then just noise. */
  public byte[] next(List<byte[]> corpus) {
    if (random.nextInt(50) == 0) {
      return noise(random.nextInt(200));
    }
    byte[] input = corpus.get(random.nextInt(corpus.size()));
    for (int i = random.nextInt(4); i >= 0; i--) {
      input = spoil(input, corpus);
    }
    return input.length > MAX_BYTES ? Arrays.copyOf(input, MAX_BYTES) : input;
  }

  private byte[] spoil(byte[] input, List<byte[]> corpus) {
    int at = input.length == 0 ? 0 : random.nextInt(input.length);
    return switch (random.nextInt(9)) {
      case 0 -> flipBit(input, at);
      case 1 -> write(input, at, noise(1 + random.nextInt(8)));
      case 2 -> write(input, at, number(ODD_NUMBERS[random.nextInt(ODD_NUMBERS.length)]));
      case 3 -> Arrays.copyOf(input, at);
      case 4 -> splice(input, at, corpus.get(random.nextInt(corpus.size())));
      case 5 -> repeat(input, at);
      case 6 -> write(input, at, VARINT_BOMB);
      case 7 -> write(input, at, new byte[] {-1, -1, -1, -1});
      default -> without(input, at);
    };
  }

  private byte[] noise(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] number(int value) {
    return random.nextBoolean()
        ? ByteBuffer.allocate(4).putInt(value).array()
        : ByteBuffer.allocate(2).putShort((short) value).array();
  }

  private byte[] flipBit(byte[] input, int at) {
    byte[] flipped = input.clone();
    if (flipped.length > 0) {
      flipped[at] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  private static byte[] write(byte[] input, int at, byte[] over) {
    byte[] written = input.clone();
    System.arraycopy(over, 0, written, at, Math.min(over.length, written.length - at));
    return written;
  }

  private byte[] splice(byte[] input, int at, byte[] other) {
    int from = other.length == 0 ? 0 : random.nextInt(other.length);
    byte[] spliced = Arrays.copyOf(input, at + other.length - from);
    System.arraycopy(other, from, spliced, at, other.length - from);
    return spliced;
  }

  private byte[] repeat(byte[] input, int at) {
    int length = Math.min(input.length - at, 1 + random.nextInt(32));
    int times = 1 + random.nextInt(random.nextInt(20) == 0 ? 1000 : 4);
    ByteBuffer repeated = ByteBuffer.allocate(input.length + length * times);
    repeated.put(input, 0, at);
    for (int i = 0; i < times; i++) {
      repeated.put(input, at, length);
    }
    return repeated.put(input, at, input.length - at).array();
  }

  private byte[] without(byte[] input, int at) {
    int length = Math.min(input.length - at, 1 + random.nextInt(16));
    byte[] shorter = Arrays.copyOf(input, input.length - length);
    System.arraycopy(input, at + length, shorter, at, input.length - at - length);
    return shorter;
  }
}
