package io.jackdaw.zookeeper.fourletter;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The words, by name, and which of them are answered. Any thread. */
public final class FourLetterWords {
  /** ZooKeeper's scripts need this one, whatever the whitelist says. */
  private static final String ALWAYS = "srvr";

  /** Apache's default; Jackdaw traces nothing by mask. */
  private static final String TRACE_MASK = "306\n";

  /** The others are refused by a server of an ensemble that has no leader. */
  private static final Set<String> ALSO_WITHOUT_LEADER = Set.of("ruok", "gtmk", "stmk", "envi");

  private static final Map<String, Function<ServerView, String>> WORDS = new HashMap<>();

  static {
    WORDS.put("ruok", server -> "imok");
    WORDS.put("isro", server -> "rw");
    WORDS.put("gtmk", server -> TRACE_MASK);
    WORDS.put("stmk", server -> TRACE_MASK);
    WORDS.put("stat", StatText::stat);
    WORDS.put("srvr", StatText::srvr);
    WORDS.put("cons", StatText::cons);
    WORDS.put("conf", ServerText::conf);
    WORDS.put("dirs", ServerText::dirs);
    WORDS.put("dump", ServerText::dump);
    WORDS.put("envi", ServerText::envi);
    WORDS.put("mntr", MonitorText::mntr);
    WORDS.put("wchs", WatchText::wchs);
    WORDS.put("wchp", WatchText::wchp);
    WORDS.put("wchc", WatchText::wchc);
    WORDS.put(
        "srst",
        server -> {
          server.resetStats();
          return "Server stats reset.\n";
        });
    WORDS.put(
        "crst",
        server -> {
          server.resetConnectionStats();
          return "Connection stats reset.\n";
        });
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

  /** The answer to the word in these bytes, or null if they are none. */
  public @Nullable String answer(int bytes) {
    String word =
        new String(ByteBuffer.allocate(4).putInt(bytes).array(), StandardCharsets.US_ASCII);
    Function<ServerView, String> text = WORDS.get(word);
    if (text == null) {
      return null;
    }
    boolean listed = word.equals(ALWAYS) || whitelist.contains("*") || whitelist.contains(word);
    if (!listed) {
      return word + " is not executed because it is not in the whitelist.\n";
    }
    return server.isServing() || ALSO_WITHOUT_LEADER.contains(word)
        ? text.apply(server)
        : "This ZooKeeper instance is not currently serving requests\n";
  }
}
