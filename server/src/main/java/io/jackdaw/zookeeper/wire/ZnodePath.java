package io.jackdaw.zookeeper.wire;

/** Rules for paths of znodes. Source: PathUtils.validatePath. */
public final class ZnodePath {
  public static final String ROOT = "/";
  public static final String ZOOKEEPER = "/zookeeper";
  public static final String QUOTA = "/zookeeper/quota";
  public static final String CONFIG = "/zookeeper/config";

  private ZnodePath() {}

  /** Whether {@code path} may name a znode: absolute, no empty or dotted part, no odd character. */
  public static boolean isValid(String path) {
    int length = path.length();
    if (length == 0 || path.charAt(0) != '/') {
      return false;
    }
    if (length == 1) {
      return true;
    }
    if (path.charAt(length - 1) == '/') {
      return false;
    }
    int partStart = 1;
    for (int i = 1; i <= length; i++) {
      if (i == length || path.charAt(i) == '/') {
        if (!isValidPart(path, partStart, i)) {
          return false;
        }
        partStart = i + 1;
      } else if (isForbidden(path.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isValidPart(String path, int from, int to) {
    return switch (to - from) {
      case 0 -> false;
      case 1 -> path.charAt(from) != '.';
      case 2 -> path.charAt(from) != '.' || path.charAt(from + 1) != '.';
      default -> true;
    };
  }

  private static boolean isForbidden(char c) {
    return c <= '\u001f'
        || (c >= '\u007f' && c <= '\u009f')
        || (c >= '\ud800' && c <= '\uf8ff')
        || c >= '\ufff0';
  }

  /** Whether a path can be taken apart at all: it has a slash and no null character. */
  public static boolean hasParent(String path) {
    return path.indexOf('/') >= 0 && path.indexOf('\0') < 0;
  }

  /** The path above; {@code /} for a path directly below the root, and for the root itself. */
  public static String parentOf(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? ROOT : path.substring(0, slash);
  }

  /** The last part of a path. */
  public static String nameOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Whether the server keeps this znode for itself. */
  public static boolean isSpecial(String path) {
    return path.equals(ROOT) || path.equals(ZOOKEEPER) || path.equals(QUOTA) || path.equals(CONFIG);
  }
}
