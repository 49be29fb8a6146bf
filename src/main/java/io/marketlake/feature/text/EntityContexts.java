package io.marketlake.feature.text;

import io.marketlake.feature.text.Headline.Unit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What a text that names several entities says of each of them, as a text of its own that a model
 * of whole texts can score.
 *
 * <p>The text is taken apart into clauses (see {@link Clauses}). Of a clause, the names that come
 * first are its subject, all of them where they share a predicate ("X, Y gain"), and the clause is
 * theirs; a clause without a name is about the subject before it. The other names of a clause are
 * bystanders ("rises on X's upgrade", "falls against Y") of whom nothing is said, with four
 * exceptions:
 *
 * <ul>
 *   <li>of a bank, broker, court or authority that judges ("X upgrades Y"), nothing is said, and
 *       what it says is said of the name after it, or of the subject before
 *   <li>what is moved ("X drags Y lower") has the verb and what follows
 *   <li>whoever loses a comparison ("X beats Y", "prefer X over Y") is said to lag
 *   <li>the name of a source ("…: Ann Smith, X Securities", "says X") has nothing
 * </ul>
 *
 * Other entities' names are left out of a context, and so are those with which an entity shares its
 * predicate, so that they are all read alike.
 */
public final class EntityContexts {
  /** What the lesser one of a comparison does, in words that models of market texts know. */
  private static final String LAGS = " lags, underperforms";

  private static final int WORDS_BEFORE_VERB = 2;
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private final Headline headline;
  private final Map<String, List<String>> said = new LinkedHashMap<>();
  private final List<Clause> leading = new ArrayList<>();
  private List<Unit> subject = List.of();

  private EntityContexts(Headline headline) {
    this.headline = headline;
  }

  /**
   * Each entity's context, in the order of their first names; empty where the text names it but
   * says nothing of it. Spans that overlap an earlier one are left out.
   */
  public static Map<String, String> of(String text, List<EntitySpan> spans) {
    Headline headline = new Headline(text, spans);
    EntityContexts contexts = new EntityContexts(headline);
    for (Unit unit : headline.units()) {
      if (unit.entity() != null) {
        contexts.said.putIfAbsent(unit.entity(), new ArrayList<>());
      }
    }
    Clauses.of(headline).forEach(contexts::read);
    Map<String, String> texts = new LinkedHashMap<>();
    contexts.said.forEach((entity, parts) -> texts.put(entity, String.join("; ", parts)));
    return texts;
  }

  private void read(Clause clause) {
    if (clause.isSource()) {
      return;
    }
    List<Unit> units = clause.units();
    int first = Headline.indexOfName(units, 0);
    if (first == units.size()) {
      readNameless(clause);
      return;
    }
    if (isSpeaker(units, first)) {
      say(units.subList(0, first - 1), subject, List.of());
      return;
    }
    int afterGroup = endOfGroup(units, first);
    int verb = indexOfJudging(units, afterGroup);
    int object = Headline.indexOfName(units, afterGroup);
    if (verb < units.size()) {
      readJudgement(clause, verb, object);
      return;
    }
    List<Unit> group = units.subList(first, afterGroup);
    say(units, names(group), group);
    if (subject.isEmpty()) {
      leading.forEach(c -> say(c.units(), names(group), List.of()));
    }
    subject = names(group);
    readObject(units, afterGroup, object);
  }

  private void readNameless(Clause clause) {
    if (subject.isEmpty()) {
      leading.add(clause);
    } else if (!clause.isSubordinate()) {
      say(clause.units(), subject, List.of());
    }
  }

  private void readJudgement(Clause clause, int verb, int object) {
    List<Unit> units = clause.units();
    List<Unit> judgement = units.subList(verb, units.size());
    if (object < units.size()) {
      List<Unit> judged = units.subList(object, endOfGroup(units, object));
      say(judgement, names(judged), judged);
      subject = names(judged);
      readLesser(units, object + judged.size());
    } else if (!clause.isSubordinate()) {
      say(judgement, subject, List.of());
    }
  }

  private void readObject(List<Unit> units, int afterSubject, int object) {
    if (object == units.size()) {
      return;
    }
    List<Unit> between = units.subList(afterSubject, object);
    List<Unit> group = units.subList(object, endOfGroup(units, object));
    if (between.stream().anyMatch(unit -> unit.is(ClauseWords.MOVING))) {
      say(units.subList(afterSubject, units.size()), names(group), group);
    } else if (between.stream().anyMatch(unit -> unit.is(ClauseWords.BEATING))) {
      lag(group);
    } else {
      readLesser(units, afterSubject);
    }
  }

  /** Of "prefer X over Y" and "X better than Y", Y. */
  private void readLesser(List<Unit> units, int from) {
    for (int i = from; i + 1 < units.size(); i++) {
      if (units.get(i).is(ClauseWords.COMPARING)
          && units.get(i + 1).isName()
          && units.subList(0, i).stream().anyMatch(unit -> unit.is(ClauseWords.PREFERRING))) {
        lag(units.subList(i + 1, endOfGroup(units, i + 1)));
      }
    }
  }

  private void lag(List<Unit> group) {
    for (Unit name : names(group)) {
      parts(name).add(headline.text().substring(name.start(), name.end()) + LAGS);
    }
  }

  /** The X of "…; says X". */
  private static boolean isSpeaker(List<Unit> units, int name) {
    return name == units.size() - 1 && name > 0 && units.get(name - 1).is(ClauseWords.SAYING);
  }

  /** The verb of a judgement right after a name, or the clause's size. */
  private static int indexOfJudging(List<Unit> units, int afterGroup) {
    int end = Math.min(units.size(), afterGroup + WORDS_BEFORE_VERB);
    for (int i = afterGroup; i < end && !units.get(i).isName(); i++) {
      if (units.get(i).is(ClauseWords.JUDGING)) {
        return i;
      }
    }
    return units.size();
  }

  /** After the names that stand together with one, and the words that belong to names. */
  private static int endOfGroup(List<Unit> units, int first) {
    int end = first + 1;
    for (int i = end; i < units.size(); i++) {
      if (units.get(i).isName()) {
        end = i + 1;
      } else if (!units.get(i).is(ClauseWords.OF_A_NAME) && !units.get(i).key().equals("or")) {
        break;
      }
    }
    return end;
  }

  private static List<Unit> names(List<Unit> group) {
    return group.stream().filter(Unit::isName).toList();
  }

  private List<String> parts(Unit name) {
    return said.computeIfAbsent(String.valueOf(name.entity()), entity -> new ArrayList<>());
  }

  /** Adds a part of the text to what is said of some names; of a group each reads its own. */
  private void say(List<Unit> part, List<Unit> of, List<Unit> group) {
    for (Unit name : of) {
      String context = without(part, name, group);
      if (!context.isBlank()) {
        parts(name).add(context);
      }
    }
  }

  private String without(List<Unit> part, Unit name, List<Unit> group) {
    if (part.isEmpty()) {
      return "";
    }
    String text = headline.text();
    StringBuilder context = new StringBuilder();
    int at = part.get(0).start();
    for (Unit unit : part) {
      if (!unit.isName() || unit.start() < at) {
        continue;
      }
      if (!group.isEmpty() && unit.start() == group.get(0).start()) {
        context.append(text, at, unit.start()).append(text, name.start(), name.end());
        at = group.get(group.size() - 1).end();
      } else if (!Objects.equals(unit.entity(), name.entity())) {
        context.append(text, at, unit.start());
        at = unit.end();
      }
    }
    int end = part.get(part.size() - 1).end();
    context.append(text, at, Math.max(at, end));
    return BLANKS.matcher(context).replaceAll(" ").strip();
  }
}
