package dev.pluginhost.testkit.leaks.search;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import shark.HprofHeader;
import shark.HprofRecord.LoadClassRecord;
import shark.HprofRecord.StackFrameRecord;
import shark.HprofRecord.StackTraceRecord;
import shark.HprofRecord.StringRecord;
import shark.HprofRecordTag;
import shark.StreamingHprofReader;

/** The stacks of the threads in a heap dump, which Shark does not keep. Immutable once it is read. */
final class Stacks {

    private final Map<Integer, StackTraceRecord> traces = new HashMap<>();
    private final Map<Long, StackFrameRecord> frames = new HashMap<>();
    private final Map<Integer, Long> classes = new HashMap<>();
    private final Map<Long, String> strings = new HashMap<>();

    private Stacks() {}

    static Stacks read(Path hprof) {
        Stacks stacks = new Stacks();
        try {
            HprofHeader header = HprofHeader.Companion.parseHeaderOf(hprof.toFile());
            StreamingHprofReader reader = StreamingHprofReader.Companion.readerFor(hprof.toFile(), header);
            stacks.readFrames(reader);
            stacks.readStrings(reader);
        } catch (Exception e) { // Kotlin declares none
            throw Dump.unreadable(hprof, e);
        }
        return stacks;
    }

    @Nullable
    StackFrameRecord frame(int thread, int number) {
        StackTraceRecord trace = traces.get(thread);
        return trace == null || number < 0 || number >= trace.getStackFrameIds().length
                ? null
                : frames.get(trace.getStackFrameIds()[number]);
    }

    long classOf(StackFrameRecord frame) {
        return classes.getOrDefault(frame.getClassSerialNumber(), 0L);
    }

    String method(StackFrameRecord frame) {
        return strings.getOrDefault(frame.getMethodNameStringId(), "?");
    }

    String place(StackFrameRecord frame) {
        String file = strings.getOrDefault(frame.getSourceFileNameStringId(), "");
        return frame.getLineNumber() > 0 ? file + ":" + frame.getLineNumber() : file;
    }

    private void readFrames(StreamingHprofReader reader) {
        EnumSet<HprofRecordTag> tags =
                EnumSet.of(HprofRecordTag.LOAD_CLASS, HprofRecordTag.STACK_FRAME, HprofRecordTag.STACK_TRACE);
        reader.readRecords(tags, (tag, length, record) -> {
            switch (tag) {
                case LOAD_CLASS -> {
                    LoadClassRecord type = record.readLoadClassRecord();
                    classes.put(type.getClassSerialNumber(), type.getId());
                }
                case STACK_FRAME -> {
                    StackFrameRecord frame = record.readStackFrameRecord();
                    frames.put(frame.getId(), frame);
                }
                default -> {
                    StackTraceRecord trace = record.readStackTraceRecord();
                    if (trace.getStackFrameIds().length > 0) {
                        traces.put(trace.getThreadSerialNumber(), trace);
                    }
                }
            }
        });
    }

    /** In a second pass, because there are many frames and few are needed. */
    private void readStrings(StreamingHprofReader reader) {
        for (StackFrameRecord frame : frames.values()) {
            strings.put(frame.getMethodNameStringId(), "?");
            strings.put(frame.getSourceFileNameStringId(), "");
        }
        reader.readRecords(EnumSet.of(HprofRecordTag.STRING_IN_UTF8), (tag, length, record) -> {
            StringRecord string = record.readStringRecord(length);
            strings.computeIfPresent(string.getId(), (id, none) -> string.getString());
        });
    }
}
