package io.jackdaw.consensus.local;

final class CommitLoop {}
