package io.jackdaw.benchmarks.report;

import java.util.List;
import java.util.Locale;

/**
 * Pairs of bars, Apache's above ours, one pair a row. Units differ from row to row, so each pair
 * has a scale of its own; a thin line across a bar's end spans least to most. The colours follow
 * the reader's light or dark mode.
 */
final class BarChart {
  private static final int WIDTH = 860;
  private static final int HEAD = 56;
  private static final int PAIR = 46;
  private static final int BAR = 15;
  private static final int LEFT = 330;
  private static final int LONGEST = 340;

  private static final String STYLE =
      """
      <style>
        text { font: 12px system-ui, sans-serif; fill: #24292f }
        .title { font-size: 16px; font-weight: 600 }
        .quiet { fill: #6e7781 }
        .apache { fill: #b4bac1 } .jackdaw { fill: #2f6fb7 }
        .spread { stroke: #24292f; stroke-width: 1.2 }
        @media (prefers-color-scheme: dark) {
          text { fill: #e6edf3 } .quiet { fill: #9198a1 }
          .apache { fill: #6b737c } .jackdaw { fill: #5aa2f0 } .spread { stroke: #e6edf3 }
        }
      </style>
      """;

  private final Theme theme;
  private final List<Row> rows;
  private final StringBuilder out = new StringBuilder();

  BarChart(Theme theme, List<Row> rows) {
    this.theme = theme;
    this.rows = rows;
  }

  String svg() {
    int height = HEAD + rows.size() * PAIR + 8;
    out.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
                + "viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
            WIDTH,
            height,
            WIDTH,
            height,
            theme.title()));
    out.append(STYLE);
    text(12, 24, "title", theme.title());
    legend(LEFT, "apache", "Apache");
    legend(LEFT + 90, "jackdaw", "Jackdaw");
    text(LEFT + 190, 24, "quiet", "medians; the line spans least to most");
    for (int i = 0; i < rows.size(); i++) {
      pair(HEAD + i * PAIR, rows.get(i));
    }
    return out.append("</svg>\n").toString();
  }

  private void legend(int x, String kind, String name) {
    out.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"%d\" y=\"14\" width=\"12\" height=\"12\"/>%n",
            kind,
            x));
    text(x + 18, 24, "", name);
  }

  private void pair(int y, Row row) {
    double most = Math.max(row.apache().most(), row.jackdaw().most());
    text(12, y + 12, "", row.figure().name());
    text(
        12,
        y + 28,
        "quiet",
        row.load().name()
            + (row.figure().lessIsBetter() ? ", less is better" : ", more is better"));
    bar(y, "apache", row.apache(), most, row.figure().unit());
    bar(y + BAR + 2, "jackdaw", row.jackdaw(), most, row.figure().unit());
    text(WIDTH - 52, y + 21, "", "× %.2f".formatted(row.ratio()));
  }

  private void bar(int y, String kind, Spread spread, double most, String unit) {
    double scale = most > 0 ? LONGEST / most : 0;
    out.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>%n",
            kind,
            LEFT,
            y,
            spread.median() * scale,
            BAR));
    if (spread.most() > spread.least()) {
      out.append(
          String.format(
              Locale.ROOT,
              "<line class=\"spread\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>%n",
              LEFT + spread.least() * scale,
              LEFT + spread.most() * scale,
              y + BAR / 2,
              y + BAR / 2));
    }
    text(
        (int) (LEFT + spread.most() * scale) + 6,
        y + BAR - 3,
        "quiet",
        Numbers.text(spread.median()) + " " + unit);
  }

  private void text(int x, int y, String kind, String text) {
    String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
    out.append(
        String.format(
            Locale.ROOT, "<text x=\"%d\" y=\"%d\" class=\"%s\">%s</text>%n", x, y, kind, escaped));
  }
}
