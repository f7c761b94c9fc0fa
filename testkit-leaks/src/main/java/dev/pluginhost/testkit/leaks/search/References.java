package dev.pluginhost.testkit.leaks.search;

import dev.pluginhost.testkit.leaks.HeldPath.Strength;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import shark.HeapField;
import shark.HeapObject;
import shark.HeapObject.HeapClass;
import shark.HeapObject.HeapInstance;
import shark.HeapObject.HeapObjectArray;
import shark.HprofRecord.HeapDumpRecord.ObjectRecord.ClassDumpRecord;

/**
 * What an object refers to, and how strongly. These are fields, static fields and elements, and also: an instance or array to its
 * class, a class to its superclass, class loader, signers and protection domain, a class loader to its classes. Not thread-safe.
 */
final class References {

    private final Dump dump;
    private final Map<Long, Traits> traits = new HashMap<>();

    References(Dump dump) {
        this.dump = dump;
    }

    /** Takes references. */
    @FunctionalInterface
    interface Visitor {

        /**
         * Takes one.
         *
         * @param target the target, which may be missing in the dump
         * @param label makes a text for it
         */
        void visit(long target, Strength strength, Supplier<String> label);
    }

    void of(HeapObject object, Visitor visitor) {
        if (object instanceof HeapInstance instance) {
            ofInstance(instance, visitor);
        } else if (object instanceof HeapObjectArray array) {
            ofArray(array, visitor);
        } else if (object instanceof HeapClass type) {
            ofClass(type, visitor);
        }
    }

    private void ofInstance(HeapInstance instance, Visitor visitor) {
        Traits traits = this.traits.computeIfAbsent(instance.getInstanceClassId(), id -> Traits.of(instance));
        if (traits.refers()) {
            for (Iterator<HeapField> fields = instance.readFields().iterator(); fields.hasNext(); ) {
                HeapField field = fields.next();
                Long target = field.getValue().getAsNonNullObjectId();
                Strength strength = target == null ? null : traits.strengthOf(field);
                if (target != null && strength != null) {
                    visitor.visit(target, strength, () -> Labels.field(instance, field));
                }
            }
        }
        visitor.visit(
                instance.getInstanceClassId(),
                Strength.STRONG,
                () -> "an instance of " + instance.getInstanceClassName());
        if (traits.isLoader()) {
            ofLoader(instance, visitor);
        }
    }

    /** {@code ClassLoader.classes} may be missing. */
    private void ofLoader(HeapInstance loader, Visitor visitor) {
        for (long id : dump.classesOf(loader.getObjectId())) {
            if (dump.find(id) instanceof HeapClass type && !Dump.isHidden(type)) {
                visitor.visit(id, Strength.STRONG, () -> Labels.loader(loader));
            }
        }
    }

    private static void ofArray(HeapObjectArray array, Visitor visitor) {
        long[] elements = array.readRecord().getElementIds();
        for (int i = 0; i < elements.length; i++) {
            if (elements[i] != 0) {
                int index = i;
                visitor.visit(elements[i], Strength.STRONG, () -> "[" + index + "]");
            }
        }
        visitor.visit(array.getArrayClassId(), Strength.STRONG, () -> "an array " + array.getArrayClassName());
    }

    private static void ofClass(HeapClass type, Visitor visitor) {
        for (Iterator<HeapField> fields = type.readStaticFields().iterator(); fields.hasNext(); ) {
            HeapField field = fields.next();
            Long target = field.getValue().getAsNonNullObjectId();
            if (target != null) {
                visitor.visit(target, Strength.STRONG, () -> Labels.staticField(type, field));
            }
        }
        ClassDumpRecord record = type.readRecord();
        visitor.visit(record.getSuperclassId(), Strength.STRONG, () -> "superclass of " + type.getName());
        visitor.visit(record.getClassLoaderId(), Strength.STRONG, () -> "class loader of " + type.getName());
        visitor.visit(record.getSignersId(), Strength.STRONG, () -> "signers of " + type.getName());
        visitor.visit(record.getProtectionDomainId(), Strength.STRONG, () -> "protection domain of " + type.getName());
    }

    /**
     * What all instances of a class share.
     *
     * @param refers whether its instances can lead to the plugin
     * @param referent how strong {@code Reference.referent} is; null if it does not hold
     */
    private record Traits(
            boolean refers, boolean isLoader, @Nullable Strength referent) {

        static Traits of(HeapInstance instance) {
            boolean refers = false;
            boolean loader = false;
            Strength referent = null;
            for (HeapClass type = instance.getInstanceClass(); type != null; type = type.getSuperclass()) {
                refers |= type.getHasReferenceInstanceFields();
                switch (type.getName()) {
                    case "java.lang.ClassLoader" -> loader = true;
                    case "java.lang.ref.SoftReference" -> referent = Strength.SOFT;
                    case "java.lang.ref.FinalReference" -> referent = Strength.FINALIZER;
                    case "java.lang.String" -> {
                        return new Traits(false, false, null);
                    }
                    default -> {}
                }
            }
            return new Traits(refers, loader, referent);
        }

        @Nullable
        Strength strengthOf(HeapField field) {
            return field.getName().equals("referent")
                            && field.getDeclaringClass().getName().equals("java.lang.ref.Reference")
                    ? referent
                    : Strength.STRONG;
        }
    }
}
