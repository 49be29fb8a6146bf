package io.marketlake.job;

import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.CodeAndComment;
import org.apache.spark.sql.catalyst.expressions.codegen.CodeGenerator;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.execution.BufferedRowIterator;
import org.apache.spark.sql.execution.CollapseCodegenStages;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.RDDScanExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.apache.spark.sql.internal.SQLConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Steps from row to row as one piece of the code that Spark makes of a plan: written and sent to
 * those who run it once, and run over the rows of one micro-batch after the other.
 *
 * @param serialized a {@link Code}, of which each task makes its own: what code refers to may have
 *     a state
 */
record GeneratedSteps(Broadcast<byte[]> serialized)
    implements Function2<Integer, Iterator<InternalRow>, Iterator<InternalRow>> {
  @Serial private static final long serialVersionUID = 1;
  private static final ClassTag<Code> CODE = ClassTag$.MODULE$.apply(Code.class);
  private static final Logger LOG = LoggerFactory.getLogger(GeneratedSteps.class);

  /** What Spark itself sends to tasks. */
  private static final class Code implements Serializable {
    @Serial private static final long serialVersionUID = 1;

    private final CodeAndComment text;

    /** What the text refers to. */
    @SuppressWarnings("serial")
    private final Object[] references;

    private Code(CodeAndComment text, Object[] references) {
      this.text = text;
      this.references = references;
    }

    BufferedRowIterator begun() {
      return (BufferedRowIterator) CodeGenerator.compile(text)._1().generate(references);
    }
  }

  /**
   * Of a plan whose steps are interpreted, down to the scan of rows; empty where Spark makes more
   * than one piece of code of them, or none of some.
   */
  static Optional<GeneratedSteps> of(SparkPlan interpreted, SparkSession session) {
    SQLConf generating = session.sessionState().conf().clone();
    generating.setConfString(SQLConf.WHOLESTAGE_CODEGEN_ENABLED().key(), "true");
    generating.setConfString(SQLConf.CODEGEN_FACTORY_MODE().key(), "FALLBACK");
    @SuppressWarnings("serial")
    CollapseCodegenStages collapsing =
        new CollapseCodegenStages(new AtomicInteger()) {
          @Override
          public SQLConf conf() {
            return generating;
          }
        };
    // A session that generates code has made it.
    SparkPlan collapsed =
        interpreted instanceof WholeStageCodegenExec ? interpreted : collapsing.apply(interpreted);
    if (!(collapsed instanceof WholeStageCodegenExec stage) || !reachesScan(stage.child())) {
      LOG.info("Steps stay interpreted, since Spark makes more than one piece of code of them");
      return Optional.empty();
    }
    Tuple2<CodegenContext, CodeAndComment> written = stage.doCodeGen();
    if (!isFit(written._2())) {
      return Optional.empty();
    }
    Code code =
        new Code(written._2(), JavaConverters.seqAsJavaList(written._1().references()).toArray());
    return Optional.of(
        new GeneratedSteps(
            JavaSparkContext.fromSparkContext(session.sparkContext()).broadcast(serialize(code))));
  }

  private static byte[] serialize(Code code) {
    ByteBuffer serialized = SparkEnv.get().closureSerializer().newInstance().serialize(code, CODE);
    byte[] bytes = new byte[serialized.remaining()];
    serialized.get(bytes);
    return bytes;
  }

  /**
   * It can be compiled, by Java's compiler and by the JVM's own, which leaves long methods alone.
   */
  private static boolean isFit(CodeAndComment code) {
    try {
      int longest = CodeGenerator.compile(code)._2().maxMethodCodeSize();
      boolean isCompiled = longest <= CodeGenerator.DEFAULT_JVM_HUGE_METHOD_LIMIT();
      if (!isCompiled) {
        LOG.info("Steps stay interpreted, since a method of their code has {} bytes", longest);
      }
      return isCompiled;
    } catch (Exception e) {
      // The compiler's exception is checked, and undeclared by Scala.
      LOG.warn("Steps stay interpreted, since their code can't be compiled", e);
      return false;
    }
  }

  private static boolean reachesScan(SparkPlan step) {
    return step instanceof RDDScanExec
        || (!(step instanceof InputAdapter) && reachesScan(step.children().head()));
  }

  /** What the steps make of rows. */
  RDD<InternalRow> over(RDD<InternalRow> rows) {
    return rows.toJavaRDD().mapPartitionsWithIndex(this, true).rdd();
  }

  @Override
  @SuppressWarnings({"unchecked", "rawtypes"})
  public Iterator<InternalRow> call(Integer partition, Iterator<InternalRow> rows) {
    Code code =
        SparkEnv.get()
            .closureSerializer()
            .newInstance()
            .deserialize(ByteBuffer.wrap(serialized.value()), CODE);
    BufferedRowIterator made = code.begun();
    made.init(partition, new scala.collection.Iterator[] {JavaConverters.asScalaIterator(rows)});
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        try {
          return made.hasNext();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }

      @Override
      public InternalRow next() {
        return made.next();
      }
    };
  }
}
