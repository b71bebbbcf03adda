package io.jackdaw.consensus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;

/** A proposal whose outcome a test can wait for; a second outcome is an error. */
public final class TestProposal implements Proposal {
  private final byte[] command;
  private final CompletableFuture<Long> outcome = new CompletableFuture<>();

  public TestProposal(byte[] command) {
    this.command = command;
  }

  public static TestProposal of(String text) {
    return new TestProposal(text.getBytes(UTF_8));
  }

  @Override
  public ByteBuffer command() {
    return ByteBuffer.wrap(command);
  }

  @Override
  public void refused(Exception cause) {
    if (!outcome.completeExceptionally(cause)) {
      throw new IllegalStateException("refused after another outcome", cause);
    }
  }

  public void applied(long index) {
    if (!outcome.complete(index)) {
      throw new IllegalStateException("applied after another outcome at " + index);
    }
  }

  /** The index at which it was applied, or the refusal. */
  public CompletableFuture<Long> outcome() {
    return outcome;
  }

  public boolean isApplied() {
    return outcome.isDone() && !outcome.isCompletedExceptionally();
  }

  public boolean isRefusedForWantOfSpace() {
    return outcome.isCompletedExceptionally()
        && outcome.exceptionNow() instanceof ProposalRefusedException refused
        && refused.reason() == ProposalRefusedException.Reason.DISK_FULL;
  }

  public String hex() {
    return HexFormat.of().formatHex(command);
  }
}
