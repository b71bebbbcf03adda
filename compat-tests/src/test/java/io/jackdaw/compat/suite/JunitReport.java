package io.jackdaw.compat.suite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The XML that JUnit's console launcher leaves. */
final class JunitReport {
  private JunitReport() {}

  /** A test with several parameters has several verdicts. */
  static List<Verdict> read(Path file) throws IOException {
    NodeList cases = parse(file).getElementsByTagName("testcase");
    List<Verdict> verdicts = new ArrayList<>();
    for (int i = 0; i < cases.getLength(); i++) {
      verdicts.add(verdict((Element) cases.item(i)));
    }
    return verdicts;
  }

  private static Document parse(Path file) throws IOException {
    try {
      return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException("Cannot read " + file, e);
    }
  }

  private static Verdict verdict(Element test) {
    String owner = test.getAttribute("classname");
    String method = test.getAttribute("name").replaceAll("[({\\[].*", "");
    long tookMs = Math.round(Double.parseDouble(test.getAttribute("time")) * 1000);
    String why = "";
    String outcome = "PASS";
    for (String kind : List.of("failure", "error", "skipped")) {
      NodeList found = test.getElementsByTagName(kind);
      if (found.getLength() > 0) {
        outcome = kind.equals("skipped") ? "SKIP" : "FAIL";
        why = firstLine((Element) found.item(0));
      }
    }
    return new Verdict(
        outcome, owner.substring(owner.lastIndexOf('.') + 1) + "." + method, tookMs, why);
  }

  private static String firstLine(Element problem) {
    String message = problem.getAttribute("message");
    String text = message.isEmpty() ? problem.getTextContent() : message;
    return text.strip().lines().findFirst().orElse("");
  }
}
