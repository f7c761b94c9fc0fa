package dev.pluginhost.impl.index;

import java.lang.module.ModuleDescriptor;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the artifacts of a source, for one scan of it: what an earlier scan found, and what this one finds.
 * An artifact that this scan does not meet is not kept. For use by one thread.
 */
public final class Index {

    /**
     * What an artifact declares.
     *
     * @param name its path in the source
     * @param looks its fingerprints as they were before it was read; it declares the same as long as they are the same
     * @param moduleInfo its {@code module-info.class}; empty if the module is automatic
     * @param contents the checksum of its contents
     */
    @SuppressWarnings("ArrayRecordComponent") // neither changed nor compared
    public record Declaration(
            String name, String looks, ModuleDescriptor descriptor, byte[] moduleInfo, long contents) {}

    /** The source in words; null if the index is not saved. */
    final @Nullable String source;

    private final Map<String, Declaration> before;
    private final Map<String, Declaration> now = new LinkedHashMap<>();
    private boolean asked;
    private boolean kept;
    private boolean noted;

    Index(@Nullable String source, Map<String, Declaration> before) {
        this.source = source;
        this.before = before;
    }

    /** Whether it can learn anything. */
    public boolean isSaved() {
        return source != null;
    }

    /** What an artifact was found to declare, if it looked the same then; null if that is not known. */
    public @Nullable Declaration find(String name, String looks) {
        asked = true;
        Declaration entry = before.get(name);
        return entry == null || !entry.looks().equals(looks) ? null : entry;
    }

    /** Keeps an entry of the earlier scan, as it is still true. */
    public void keep(Declaration entry) {
        kept = true;
        now.put(entry.name(), entry);
    }

    /** Notes what this scan has read; without effect if the index could not give it back as it is. */
    public void note(Declaration entry) {
        if (source != null && IndexFile.canHold(entry)) {
            noted = true;
            now.put(entry.name(), entry);
        }
    }

    /** Whether there were entries before, and this scan has found none of them to be true. */
    boolean fitsNothing() {
        return asked && !kept && !before.isEmpty();
    }

    boolean hasChanged() {
        return noted || now.size() != before.size();
    }

    Collection<Declaration> entries() {
        return now.values();
    }
}
