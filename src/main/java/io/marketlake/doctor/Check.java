package io.marketlake.doctor;

import java.util.List;

/** One question to a lake. It reads and changes nothing, and a healthy lake gives no finding. */
public interface Check {
  /** Its name, in one or two words with a dash. */
  String name();

  /** What it found, in no order. */
  List<Finding> findings(LakeView lake);
}
