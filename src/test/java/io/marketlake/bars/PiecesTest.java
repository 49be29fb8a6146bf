package io.marketlake.bars;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

/**
 * Which rows are of one piece.
 *
 * <p>Tier: CI.
 */
class PiecesTest {
  private static final Chunk ONE = new Chunk("ticks", "c t ticks 0", 0);
  private static final Chunk OTHER = new Chunk("ticks", "c t ticks 1", 0);

  private final Pieces<List<Long>> pieces = new Pieces<>((chunk, first) -> new ArrayList<>());

  private void read(String file, Chunk chunk, long... offsets) {
    for (long offset : offsets) {
      pieces.next(chunk, UTF8String.fromString(file), offset).add(offset);
    }
  }

  private List<List<Long>> made() {
    return pieces.all().stream().map(Pieces.Piece::made).toList();
  }

  @Test
  void rowsOfOtherChunksBetweenThemEndNoPiece() {
    read("a", ONE, 3);
    read("a", OTHER, 2);
    read("a", ONE, 7);
    read("a", OTHER, 9);

    assertThat(made()).containsExactly(List.of(3L, 7L), List.of(2L, 9L));
    assertThat(pieces.all()).extracting(Pieces.Piece::chunk).containsExactly(ONE, OTHER);
  }

  @Test
  void anOffsetThatIsNotHigherBeginsAPiece() {
    read("a", ONE, 3, 4, 4, 1, 2);

    assertThat(made()).containsExactly(List.of(3L, 4L), List.of(4L), List.of(1L, 2L));
  }

  @Test
  void eachFileIsAPieceThoughItsOffsetsFollowThoseOfTheOneBefore() {
    read("a", ONE, 1, 2);
    read("c", ONE, 5, 6);

    assertThat(made()).containsExactly(List.of(1L, 2L), List.of(5L, 6L));
  }

  @Test
  void rowsInNoOrderAreTooMany() {
    for (long file = 50; file > 0; file--) {
      read("file" + file, ONE, file * 10, file * 10 + 1);
    }
    assertThat(pieces.areTooMany()).isFalse();

    for (long offset = 1000; offset > 0; offset--) {
      read("a", OTHER, offset);
    }
    assertThat(pieces.areTooMany()).isTrue();
  }
}
