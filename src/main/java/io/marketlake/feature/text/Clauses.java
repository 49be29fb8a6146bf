package io.marketlake.feature.text;

import io.marketlake.feature.text.Headline.Unit;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a text apart into clauses: at marks and conjunctions, and at a comma or "and" where a name
 * with a predicate of its own follows. "X, Y gain" stays one clause, since X has none.
 */
final class Clauses {
  private final Headline headline;
  private final List<Clause> clauses = new ArrayList<>();

  private Clauses(Headline headline) {
    this.headline = headline;
  }

  static List<Clause> of(Headline headline) {
    Clauses clauses = new Clauses(headline);
    for (Clause clause : clauses.atMarksAndConjunctions()) {
      clauses.addAtCommas(clause);
    }
    return clauses.clauses;
  }

  private List<Clause> atMarksAndConjunctions() {
    List<Clause> parts = new ArrayList<>();
    List<Unit> units = headline.units();
    List<Unit> part = new ArrayList<>();
    String joint = "";
    for (int i = 0; i < units.size(); i++) {
      if (isJoint(units, i)) {
        addPart(joint, part, parts);
        part = new ArrayList<>();
        joint = units.get(i).key();
      } else {
        part.add(units.get(i));
      }
    }
    addPart(joint, part, parts);
    return parts;
  }

  private void addPart(String joint, List<Unit> part, List<Clause> parts) {
    if (!part.isEmpty()) {
      parts.add(new Clause(joint, part, !parts.isEmpty() && isSource(joint, part)));
    }
  }

  private static boolean isJoint(List<Unit> units, int index) {
    Unit unit = units.get(index);
    if (unit.isName()) {
      return false;
    }
    if (unit.isMark()) {
      return !unit.isAnd();
    }
    if (unit.key().equals("as")) {
      boolean isSuchAs = index > 0 && units.get(index - 1).key().equals("such");
      boolean isAsWell = index + 1 < units.size() && units.get(index + 1).key().equals("well");
      return !isSuchAs && !isAsWell;
    }
    return unit.is(ClauseWords.SUBORDINATING) || unit.is(ClauseWords.CONTRASTING);
  }

  /** "…: Ann Smith, X Securities" says whose words they are. */
  private boolean isSource(String joint, List<Unit> part) {
    boolean isApart = joint.equals(":") || joint.startsWith("-") || "\u2013\u2014|".contains(joint);
    return isApart
        && part.stream()
            .noneMatch(
                unit ->
                    Character.isDigit(unit.key().charAt(0))
                        || (headline.isPredicate(unit) && !unit.is(ClauseWords.OF_A_SOURCE)));
  }

  private void addAtCommas(Clause whole) {
    if (whole.isSource()) {
      clauses.add(whole);
      return;
    }
    List<List<Unit>> parts = atCommas(whole.units());
    String joint = whole.joint();
    List<Unit> clause = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      if (!clause.isEmpty() && beginsClause(parts, i, clause, joint)) {
        clauses.add(new Clause(joint, clause, false));
        clause = new ArrayList<>();
        joint = ",";
      }
      clause.addAll(parts.get(i));
    }
    if (!clause.isEmpty()) {
      clauses.add(new Clause(joint, clause, false));
    }
  }

  private static List<List<Unit>> atCommas(List<Unit> units) {
    List<List<Unit>> parts = new ArrayList<>();
    List<Unit> part = new ArrayList<>();
    for (Unit unit : units) {
      if (!unit.isAnd()) {
        part.add(unit);
      } else if (!part.isEmpty()) {
        parts.add(part);
        part = new ArrayList<>();
      }
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    return parts;
  }

  private boolean beginsClause(List<List<Unit>> parts, int index, List<Unit> before, String joint) {
    List<Unit> part = parts.get(index);
    boolean isDone =
        Headline.hasName(before)
            ? headline.hasPredicate(before)
            : ClauseWords.SUBORDINATING.contains(joint);
    if (!isDone || !Headline.hasName(part)) {
      return false;
    }
    if (headline.isCommand(part) && headline.isCommand(before)) {
      return true;
    }
    // Of "X falls, Y, Z rise" the second clause begins at Y, which waits for Z's verb.
    int last = index;
    while (last < parts.size()
        && Headline.hasName(parts.get(last))
        && !headline.hasPredicate(parts.get(last))) {
      last++;
    }
    return last < parts.size() && headline.isOwnClause(parts.get(last));
  }
}
