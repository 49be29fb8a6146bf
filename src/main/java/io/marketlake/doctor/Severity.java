package io.marketlake.doctor;

/** How much a finding matters, the gravest first. */
public enum Severity {
  /** Data are lost, doubled or unreadable, or a query can't go on. */
  ERROR,
  /** Nothing is lost, but something will fail, cost or surprise. */
  WARNING,
  /** Good to know; nothing to do. */
  NOTE
}
