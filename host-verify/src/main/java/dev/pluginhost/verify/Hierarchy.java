package dev.pluginhost.verify;

import dev.pluginhost.modules.check.FoundClass;
import dev.pluginhost.verify.ClassModel.Member;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;

/** Looks for members as the virtual machine resolves and selects them (JVMS 5.4.3, 5.4.6). For use by one thread. */
final class Hierarchy {

    /**
     * What came of a search.
     *
     * @param owner the class that declares the member; null if none does
     * @param complete whether all parents are there; else the member may be one of a parent's that is missing
     */
    record Found(@Nullable ClassModel owner, @Nullable Member member, boolean complete) {}

    private final Map<FoundClass, Optional<ClassModel>> models = new HashMap<>();

    /** The model of a class; null if its file cannot be read. */
    @Nullable
    ClassModel model(FoundClass file) {
        Optional<ClassModel> known = models.get(file);
        if (known == null) {
            try {
                known = Optional.of(ClassModel.of(file, file.bytes()));
            } catch (IOException | RuntimeException e) { // of a later release of Java, or no class file
                known = Optional.empty();
            }
            models.put(file, known);
        }
        return known.orElse(null);
    }

    private final Map<ClassModel, List<ClassModel>> chains = new HashMap<>();
    private final Map<ClassModel, Set<ClassModel>> allInterfaces = new HashMap<>();
    private final Map<ClassModel, Boolean> complete = new HashMap<>();

    private @Nullable ClassModel parent(ClassModel of, String name) {
        FoundClass file = of.file.find(name);
        return file == null ? null : model(file);
    }

    /** A class and its superclasses, as far as they are there. */
    List<ClassModel> chain(ClassModel type) {
        List<ClassModel> known = chains.get(type);
        if (known != null) {
            return known;
        }
        List<ClassModel> chain = new ArrayList<>();
        for (ClassModel each = type; each != null && !chain.contains(each); ) {
            chain.add(each);
            each = each.superName == null ? null : parent(each, each.superName);
        }
        chains.put(type, chain);
        return chain;
    }

    /** All interfaces of a class and of its superclasses, nearest first; and the class itself, if it is one. */
    Set<ClassModel> interfaces(ClassModel type) {
        Set<ClassModel> known = allInterfaces.get(type);
        if (known != null) {
            return known;
        }
        Set<ClassModel> all = new LinkedHashSet<>();
        for (ClassModel each : chain(type)) {
            addInterfaces(each, all);
        }
        allInterfaces.put(type, all);
        return all;
    }

    private void addInterfaces(ClassModel type, Set<ClassModel> all) {
        if (type.isInterface() && !all.add(type)) {
            return;
        }
        for (String name : type.interfaces) {
            ClassModel parent = parent(type, name);
            if (parent != null) {
                addInterfaces(parent, all);
            }
        }
    }

    /** Whether every parent of a class is there. */
    boolean isComplete(ClassModel type) {
        Boolean known = complete.get(type);
        if (known == null) {
            known = hasAllParents(type);
            complete.put(type, known);
        }
        return known;
    }

    private boolean hasAllParents(ClassModel type) {
        Set<ClassModel> all = new LinkedHashSet<>(chain(type));
        all.addAll(interfaces(type));
        for (ClassModel each : all) {
            if (each.superName != null && parent(each, each.superName) == null) {
                return false;
            }
            for (String name : each.interfaces) {
                if (parent(each, name) == null) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether a class and all its parents are in one artifact, but for those of the JDK. */
    boolean isOf(String artifact, ClassModel type) {
        Set<ClassModel> all = new LinkedHashSet<>(chain(type));
        all.addAll(interfaces(type));
        for (ClassModel each : all) {
            if (!each.file.artifact().equals(artifact) && !(each.file.isOfJdk() && !each.equals(type))) {
                return false;
            }
        }
        return true;
    }

    boolean isSubtype(ClassModel type, String name) {
        return names(type).contains(name);
    }

    /** The names of a class and of all its parents. */
    private Set<String> names(ClassModel type) {
        Set<String> names = new TreeSet<>();
        for (ClassModel each : chain(type)) {
            names.add(each.name());
            if (each.superName != null) {
                names.add(each.superName);
            }
        }
        for (ClassModel each : interfaces(type)) {
            names.add(each.name());
        }
        return names;
    }

    // Resolution

    Found field(ClassModel type, String name, String descriptor) {
        String key = name + descriptor;
        for (ClassModel each : chain(type)) {
            Member own = each.fields.get(key);
            if (own != null) {
                return new Found(each, own, true);
            }
            Set<ClassModel> interfaces = new LinkedHashSet<>();
            addInterfaces(each, interfaces);
            for (ClassModel parent : interfaces) {
                Member inherited = parent.fields.get(key);
                if (inherited != null) {
                    return new Found(parent, inherited, true);
                }
            }
        }
        return new Found(null, null, isComplete(type));
    }

    Found method(ClassModel type, String name, String descriptor) {
        Member polymorphic = polymorphic(type, name);
        if (polymorphic != null) {
            return new Found(type, polymorphic, true);
        }
        String key = name + descriptor;
        if (name.startsWith("<")) { // constructors are not inherited
            Member own = type.methods.get(key);
            return new Found(own == null ? null : type, own, true);
        }
        for (ClassModel each : chain(type)) {
            Member own = each.methods.get(key);
            boolean isOfObject = type.isInterface() && !each.equals(type);
            if (own != null && !(isOfObject && (own.is(Opcodes.ACC_STATIC) || !own.is(Opcodes.ACC_PUBLIC)))) {
                return new Found(each, own, true);
            }
        }
        Found inherited = null;
        for (ClassModel each : interfaces(type)) {
            Member member = each.methods.get(key);
            if (member != null && !member.is(Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE)) {
                boolean isAbstract = member.is(Opcodes.ACC_ABSTRACT);
                inherited = inherited == null || !isAbstract ? new Found(each, member, true) : inherited;
                if (!isAbstract) {
                    return inherited;
                }
            }
        }
        return inherited != null ? inherited : new Found(null, null, isComplete(type));
    }

    /** A method whose descriptor is each caller's own (JVMS 2.9.3). */
    private static @Nullable Member polymorphic(ClassModel type, String name) {
        if (type.name().equals("java/lang/invoke/MethodHandle") || type.name().equals("java/lang/invoke/VarHandle")) {
            for (Member member : type.methods.values()) {
                if (member.name().equals(name) && member.is(Opcodes.ACC_NATIVE) && member.is(Opcodes.ACC_VARARGS)) {
                    return member;
                }
            }
        }
        return null;
    }

    /** The methods of a name that a class has, with their classes left out; those of its parents too. */
    List<Member> named(ClassModel type, String name) {
        Map<String, Member> named = new HashMap<>();
        Set<ClassModel> all = new LinkedHashSet<>(chain(type));
        all.addAll(interfaces(type));
        for (ClassModel each : all) {
            if (each.equals(type) || !name.equals("<init>")) {
                for (Member member : each.methods.values()) {
                    if (member.name().equals(name)) {
                        named.putIfAbsent(member.descriptor(), member);
                    }
                }
            }
        }
        return List.copyOf(named.values());
    }

    // Selection

    /** The abstract methods that a class has to implement and does not, each with the class that declares it. */
    List<Found> unimplemented(ClassModel type) {
        return isComplete(type) ? unimplemented(type, chain(type), Set.of()) : List.of();
    }

    /** The abstract methods of an interface that an object of a lambda lacks, given the names and descriptors of those that it has. */
    List<Found> unimplementedBy(Set<String> lambda, ClassModel type) {
        List<ClassModel> chain = chain(type);
        return isComplete(type) ? unimplemented(type, chain.subList(1, chain.size()), lambda) : List.of();
    }

    private List<Found> unimplemented(ClassModel type, List<ClassModel> chain, Set<String> implemented) {
        List<Found> missing = new ArrayList<>();
        Set<ClassModel> interfaces = interfaces(type);
        Set<ClassModel> all = new LinkedHashSet<>(chain);
        all.addAll(interfaces);
        Set<String> done = new TreeSet<>(implemented);
        for (ClassModel declaring : all) {
            for (Map.Entry<String, Member> each : declaring.methods.entrySet()) {
                if (each.getValue().is(Opcodes.ACC_ABSTRACT)
                        && isInherited(each.getValue(), declaring, type)
                        && done.add(each.getKey())
                        && !isImplemented(each.getKey(), chain, interfaces)) {
                    missing.add(new Found(declaring, each.getValue(), true));
                }
            }
        }
        return missing;
    }

    private static boolean isInherited(Member member, ClassModel declaring, ClassModel by) {
        return member.is(Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED) || declaring.file.sharesPackage(by.file);
    }

    /** Whether some method would be selected, also if several defaults would be: that fails with another error, and only if it is called. */
    private boolean isImplemented(String key, List<ClassModel> chain, Set<ClassModel> interfaces) {
        for (ClassModel each : chain) {
            Member own = each.methods.get(key);
            if (own != null && !own.is(Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE)) {
                return !own.is(Opcodes.ACC_ABSTRACT);
            }
        }
        List<ClassModel> declaring = new ArrayList<>();
        for (ClassModel each : interfaces) {
            Member member = each.methods.get(key);
            if (member != null && !member.is(Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE)) {
                declaring.add(each);
            }
        }
        for (ClassModel each : declaring) {
            Member member = each.methods.get(key);
            boolean isOverridden = false;
            for (ClassModel other : declaring) {
                isOverridden |= !other.equals(each) && interfaces(other).contains(each);
            }
            if (!isOverridden && member != null && !member.is(Opcodes.ACC_ABSTRACT)) {
                return true;
            }
        }
        return false;
    }

    /** The final method of a superclass that a method of a class would override; null if there is none. */
    @Nullable
    ClassModel finalOverridden(ClassModel type, Member method) {
        if (method.is(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC) || method.name().startsWith("<")) {
            return null;
        }
        for (ClassModel each : chain(type)) {
            Member other = each.equals(type) ? null : each.methods.get(method.name() + method.descriptor());
            if (other != null
                    && other.is(Opcodes.ACC_FINAL)
                    && !other.is(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC)
                    && isInherited(other, each, type)) {
                return each;
            }
        }
        return null;
    }
}
