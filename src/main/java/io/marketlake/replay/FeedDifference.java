package io.marketlake.replay;

/**
 * One thing in which a feed's declaration and what arrived differ.
 *
 * @param field the field's name in the JSON object
 * @param text how often and since when, with an example
 */
public record FeedDifference(Kind kind, String field, String text) {

  /** What differs, the gravest first. */
  public enum Kind {
    /** No record could be read at all. */
    UNREADABLE("what arrives is no JSON object; it goes to quarantine", true),
    /** A required field that events lack. */
    MISSING("required, and missing; such events go to quarantine", true),
    /** A declared field with values that its type does not take. */
    REFUSED("of another type than declared; such events go to quarantine", true),
    /** A declared field with values of another kind, which its type takes. */
    OTHER_TYPE("of another type than declared, and taken", false),
    /** A declared field that was there and no longer is. */
    ENDED("declared, and no longer arriving", false),
    /** A declared field that is in no event. */
    ABSENT("declared, and never arriving", false),
    /** A field that silver does not keep. */
    UNDECLARED("arriving, and not declared; bronze keeps it, silver does not", false);

    private final String heading;
    private final boolean quarantines;

    Kind(String heading, boolean quarantines) {
      this.heading = heading;
      this.quarantines = quarantines;
    }

    /** What is said of all differences of this kind. */
    public String heading() {
      return heading;
    }

    /** Whether events are kept out of silver by it. */
    public boolean quarantines() {
      return quarantines;
    }
  }
}
