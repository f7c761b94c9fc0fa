package dev.pluginhost.testkit.leaks.search;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import shark.HeapField;
import shark.HeapObject;
import shark.HeapObject.HeapClass;
import shark.HeapObject.HeapInstance;

/** Names the references in a heap, for messages. */
final class Labels {

    private static final int LONGEST_KEY = 60;

    private Labels() {}

    /** A field, and for the entry of a map also its key, if that is a text. */
    static String field(HeapInstance instance, HeapField field) {
        String text = shortened(instance.getInstanceClassName()) + "." + field.getName();
        String key = field.getName().startsWith("val") ? key(instance) : null;
        return key == null ? text : text + " of key \"" + key + "\"";
    }

    static String staticField(HeapClass type, HeapField field) {
        return "static " + type.getName() + "." + field.getName();
    }

    static String loader(HeapInstance loader) {
        HeapField name = loader.get("java.lang.ClassLoader", "name");
        String text = name == null ? null : name.getValue().readAsJavaString();
        String type = loader.getInstanceClassName();
        return "class loader " + (text == null ? "" : "\"" + text + "\", ") + "a " + type;
    }

    /** For the JDK's classes, the simple name is enough. */
    static String shortened(String type) {
        boolean known = type.startsWith("java.")
                || type.startsWith("javax.")
                || type.startsWith("jdk.")
                || type.startsWith("sun.");
        return known ? type.substring(type.lastIndexOf('.') + 1) : type;
    }

    private static @Nullable String key(HeapInstance entry) {
        for (Iterator<HeapField> fields = entry.readFields().iterator(); fields.hasNext(); ) {
            HeapField field = fields.next();
            HeapObject value = field.getName().equals("key") ? field.getValue().getAsObject() : null;
            if (value instanceof HeapInstance text) {
                String key = text.readAsJavaString();
                return key == null || key.length() <= LONGEST_KEY ? key : key.substring(0, LONGEST_KEY) + "...";
            }
        }
        return null;
    }
}
