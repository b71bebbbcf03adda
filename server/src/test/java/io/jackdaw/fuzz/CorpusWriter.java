package io.jackdaw.fuzz;

import io.jackdaw.kafka.wire.RandomStruct;
import io.jackdaw.zookeeper.wire.Acl;
import io.jackdaw.zookeeper.wire.JuteWriter;
import io.jackdaw.zookeeper.wire.OpCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * Writes the generated part of the corpus: a valid frame of each version of each Kafka API, and of
 * each ZooKeeper operation. Run it with the folder of the resources when an API is added.
 */
public final class CorpusWriter {
  private static final String[] PATHS = {"/", "/a", "/a/b", "/a/c-", "/zookeeper/quota/a", "/new"};

  private CorpusWriter() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    Files.write(folder.resolve("kafka.txt"), kafka());
    Files.write(folder.resolve("zookeeper.txt"), zooKeeper());
  }

  private static List<String> kafka() {
    List<String> lines = new ArrayList<>();
    lines.add("# A valid frame of each version of each API; written by CorpusWriter.");
    RandomStruct bodies = RandomStruct.plausible(new Random(1));
    for (ApiKeys key : ApiKeys.clientApis()) {
      for (short version : key.allVersions()) {
        byte[] body = bodies.bytes(key.messageType.requestSchemas()[version]);
        boolean tagged = key.requestHeaderVersion(version) >= 2;
        ByteBuffer frame = ByteBuffer.allocate(2 + 2 + 4 + 3 + (tagged ? 1 : 0) + body.length);
        frame.putShort(key.id).putShort(version).putInt(7).putShort((short) 1).put((byte) 'c');
        if (tagged) {
          frame.put((byte) 0);
        }
        lines.add(key + "-v" + version + " " + hex(frame.put(body).array()));
      }
    }
    return lines;
  }

  private static List<String> zooKeeper() {
    List<String> lines = new ArrayList<>();
    lines.add("# A valid frame of each operation; written by CorpusWriter.");
    for (OpCode code : OpCode.values()) {
      for (int i = 0; i < 3; i++) {
        JuteWriter writer = new JuteWriter().writeInt(i + 1).writeInt(code.code());
        body(code, i, writer);
        lines.add(code + "-" + i + " " + hex(writer));
      }
    }
    return lines;
  }

  private static void body(OpCode code, int i, JuteWriter writer) {
    String path = PATHS[(i * 2 + code.ordinal()) % PATHS.length];
    switch (code) {
      case CREATE, CREATE2, CREATE_CONTAINER -> create(path, i, writer);
      case CREATE_TTL -> create(path, 5, writer).writeLong(1000);
      case DELETE, CHECK -> writer.writeString(path).writeInt(i - 1);
      case GET_DATA, EXISTS, GET_CHILDREN, GET_CHILDREN2 ->
          writer.writeString(path).writeBoolean(i > 0);
      case SET_DATA -> writer.writeString(path).writeBuffer(new byte[i]).writeInt(-1);
      case SET_ACL -> writer.writeString(path).writeVector(Acl.OPEN, Acl::write).writeInt(-1);
      case MULTI -> {
        writer.writeInt(OpCode.CREATE.code()).writeBoolean(false).writeInt(-1);
        create(path, i, writer).writeInt(OpCode.DELETE.code()).writeBoolean(false).writeInt(-1);
        writer.writeString("/a/b").writeInt(-1).writeInt(-1).writeBoolean(true).writeInt(-1);
      }
      case MULTI_READ -> {
        writer.writeInt(OpCode.GET_DATA.code()).writeBoolean(false).writeInt(-1);
        writer.writeString(path).writeBoolean(false);
        writer.writeInt(OpCode.GET_CHILDREN.code()).writeBoolean(false).writeInt(-1);
        writer.writeString("/").writeBoolean(false);
        writer.writeInt(-1).writeBoolean(true).writeInt(-1);
      }
      case AUTH -> writer.writeInt(0).writeString("digest").writeBuffer("u:p".getBytes());
      case SET_WATCHES, SET_WATCHES2 -> {
        writer.writeLong(0);
        for (int list = code == OpCode.SET_WATCHES ? 2 : 0; list < 5; list++) {
          writer.writeVector(List.of(path, "/a"), JuteWriter::writeString);
        }
      }
      case CHECK_WATCHES, REMOVE_WATCHES, ADD_WATCH -> writer.writeString(path).writeInt(i);
      case PING, WHO_AM_I, CLOSE_SESSION -> {}
      default -> writer.writeString(path);
    }
  }

  private static JuteWriter create(String path, int flags, JuteWriter writer) {
    return writer
        .writeString(path)
        .writeBuffer(new byte[] {1, 2})
        .writeVector(Acl.OPEN, Acl::write)
        .writeInt(flags);
  }

  private static String hex(JuteWriter writer) {
    ByteBuffer written = writer.written();
    byte[] bytes = new byte[written.remaining()];
    written.get(bytes);
    return hex(bytes);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
