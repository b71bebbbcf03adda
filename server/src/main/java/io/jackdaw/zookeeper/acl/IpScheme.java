package io.jackdaw.zookeeper.acl;

import java.net.InetAddress;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code ip:address} or {@code ip:address/bits}, version 4 or 6; never resolves names. */
public enum IpScheme implements AuthScheme {
  INSTANCE;

  /** Of an address as text; what is longer is not worth matching. */
  private static final int LONGEST = 45;

  private static final Pattern V4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:]*");

  /** An expression, taken apart. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Range(byte[] address, int bits) {}

  @Override
  public boolean isValid(String expression) {
    return range(expression) != null;
  }

  @Override
  public boolean matches(String id, String expression) {
    Range range = range(expression);
    byte[] address = address(id);
    if (range == null || address == null || address.length != range.address.length) {
      return false;
    }
    for (int bit = 0; bit < range.bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((address[bit / 8] & mask) != (range.address[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  /** An address is seen, not proven. */
  @Override
  public boolean isProven() {
    return false;
  }

  @Override
  public String userName(String id) {
    return id;
  }

  private static @Nullable Range range(String expression) {
    String[] parts = expression.split("/", 2);
    byte[] address = address(parts[0]);
    if (address == null) {
      return null;
    }
    int all = address.length * 8;
    if (parts.length == 1) {
      return new Range(address, all);
    }
    try {
      int bits = Integer.parseInt(parts[1]);
      return bits < 0 || bits > all ? null : new Range(address, bits);
    } catch (NumberFormatException notANumber) {
      return null;
    }
  }

  private static byte @Nullable [] address(String text) {
    if (text.length() > LONGEST || (!V4.matcher(text).matches() && !V6.matcher(text).matches())) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(text).getAddress();
    } catch (IllegalArgumentException notAnAddress) {
      return null;
    }
  }
}
