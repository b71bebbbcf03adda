package io.jackdaw.zookeeper.fourletter;

import io.jackdaw.zookeeper.report.ServerView;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The words, by name, and which of them are answered. Any thread. */
public final class FourLetterWords {
  /** ZooKeeper's scripts need this one, whatever the whitelist says. */
  private static final String ALWAYS = "srvr";

  /** The others are refused by a server of an ensemble that has no leader. */
  private static final Set<String> ALSO_WITHOUT_LEADER =
      Set.of("ruok", "gtmk", "stmk", "envi", "isro");

  private static final Map<String, BiFunction<ServerView, ByteBuffer, String>> WORDS =
      new HashMap<>();

  static {
    put("ruok", server -> "imok");
    put("isro", server -> server.isServing() ? "rw" : server.isReadOnly() ? "ro" : "null");
    put("gtmk", server -> Long.toString(server.traceMask()));
    put("stat", StatText::stat);
    put("srvr", StatText::srvr);
    put("cons", StatText::cons);
    put("conf", ServerText::conf);
    put("dirs", ServerText::dirs);
    put("dump", DumpText::dump);
    put("envi", ServerText::envi);
    put("mntr", MonitorText::mntr);
    put("wchs", WatchText::wchs);
    put("wchp", WatchText::wchp);
    put("wchc", WatchText::wchc);
    // The digests of the tree, of which none are kept: the journal has checksums of its own.
    put("hash", server -> "");
    put("srst", FourLetterWords::resetStats);
    put("crst", FourLetterWords::resetConnections);
    WORDS.put("stmk", FourLetterWords::setTraceMask);
  }

  private final Set<String> whitelist;
  private final ServerView server;

  /**
   * @param whitelist the words to answer; {@code *} for all
   */
  public FourLetterWords(Set<String> whitelist, ServerView server) {
    this.whitelist = whitelist;
    this.server = server;
  }

  private static void put(String word, Function<ServerView, String> text) {
    WORDS.put(word, (server, more) -> text.apply(server));
  }

  /**
   * The answer to the word in these bytes, or null if they are none.
   *
   * @param more what came right behind the word
   */
  public @Nullable String answer(int bytes, ByteBuffer more) {
    String word =
        new String(ByteBuffer.allocate(4).putInt(bytes).array(), StandardCharsets.US_ASCII);
    BiFunction<ServerView, ByteBuffer, String> text = WORDS.get(word);
    if (text == null) {
      return null;
    }
    boolean listed = word.equals(ALWAYS) || whitelist.contains("*") || whitelist.contains(word);
    if (!listed) {
      return word + " is not executed because it is not in the whitelist.\n";
    }
    return server.isServing() || server.isReadOnly() || ALSO_WITHOUT_LEADER.contains(word)
        ? text.apply(server, more)
        : "This ZooKeeper instance is not currently serving requests\n";
  }

  private static String resetStats(ServerView server) {
    server.resetStats();
    return "Server stats reset.\n";
  }

  private static String resetConnections(ServerView server) {
    server.resetConnectionStats();
    return "Connection stats reset.\n";
  }

  /** The mask follows the word, as eight bytes; without it there is no answer. */
  private static String setTraceMask(ServerView server, ByteBuffer more) {
    if (more.remaining() < Long.BYTES) {
      return "";
    }
    long mask = more.getLong(more.position());
    server.traceMask(mask);
    return Long.toString(mask);
  }
}
