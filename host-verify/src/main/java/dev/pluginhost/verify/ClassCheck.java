package dev.pluginhost.verify;

import dev.pluginhost.Problem.Severity;
import dev.pluginhost.modules.check.FoundClass;
import dev.pluginhost.verify.ClassModel.Member;
import dev.pluginhost.verify.Finding.Cause;
import dev.pluginhost.verify.Finding.Use;
import dev.pluginhost.verify.Hierarchy.Found;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Checks one class of a plugin: its parents, what it has to implement, and what its code refers to (JVMS 5.3.5, 5.4.2 to 5.4.4). */
final class ClassCheck {

    private final ClassModel type;
    private final FoundClass file;
    private final String artifact;
    private final Hierarchy hierarchy;
    private final ClassLookup classes;
    private final FindingList findings;

    ClassCheck(ClassModel type, String artifact, Hierarchy hierarchy, ClassLookup classes, FindingList findings) {
        this.type = type;
        this.file = type.file;
        this.artifact = artifact;
        this.hierarchy = hierarchy;
        this.classes = classes;
        this.findings = findings;
    }

    /** With the bytes of its file. Throws {@link RuntimeException} if its code is damaged. */
    void run(byte[] bytes) {
        parents();
        if (!type.isInterface() && !type.is(Opcodes.ACC_ABSTRACT)) {
            for (Found each : hierarchy.unimplemented(type)) {
                notImplemented(each, here(""));
            }
        }
        for (Member method : type.methods.values()) {
            ClassModel by = hierarchy.finalOverridden(type, method);
            if (by != null) {
                String shown = Texts.method(by.name(), method.name(), method.descriptor());
                problem(
                        Cause.FINAL,
                        shown,
                        "Method " + shown + " (" + by.file.origin() + ") is final and is overridden",
                        here(method.name()));
            }
        }
        new ClassReader(bytes).accept(new ReferenceReader(type.name(), artifact, this::check), ClassReader.SKIP_FRAMES);
    }

    private Use here(String method) {
        return new Use(Texts.type(type.name()), method, 0, artifact);
    }

    private void problem(Cause cause, String missing, String fact, Use use) {
        findings.add(Severity.ERROR, cause, missing, fact, classes.versionCure(), use);
    }

    // Parents

    private void parents() {
        if (type.superName != null && !type.isInterface()) {
            parent(type.superName, false);
        }
        for (String each : type.interfaces) {
            parent(each, true);
        }
    }

    private void parent(String name, boolean asInterface) {
        ClassModel parent = classes.find(file, name, () -> here(""), error -> false, false);
        if (parent == null) {
            return;
        }
        String shown = Texts.type(name);
        String origin = " (" + parent.file.origin() + ") ";
        if (parent.isInterface() != asInterface) {
            problem(
                    Cause.CHANGED_KIND,
                    shown,
                    asInterface
                            ? "Class " + shown + origin + "was an interface"
                            : "Interface " + shown + origin + "was a class",
                    here(""));
        } else if (parent.is(Opcodes.ACC_FINAL)) {
            problem(Cause.FINAL, shown, "Class " + shown + origin + "is final and is extended", here(""));
        } else if (!parent.permitted.isEmpty() && !parent.permitted.contains(type.name())) {
            problem(
                    Cause.FINAL,
                    shown,
                    "Type " + shown + origin + "is sealed and does not permit " + Texts.type(type.name()),
                    here(""));
        }
    }

    private void notImplemented(Found method, Use use) {
        ClassModel owner = method.owner();
        Member member = method.member();
        if (owner != null && member != null) {
            String shown = Texts.method(owner.name(), member.name(), member.descriptor());
            boolean isOfJdk = owner.file.isOfJdk(); // which adds methods to interfaces that few call
            findings.add(
                    isOfJdk
                            ? Severity.NOTE
                            : owner.file.artifact().equals(artifact) ? Severity.WARNING : Severity.ERROR,
                    Cause.NOT_IMPLEMENTED,
                    shown,
                    "Method " + shown + " (" + owner.file.origin() + ") is abstract and is not implemented",
                    classes.versionCure(),
                    use);
        }
    }

    // References

    private void check(Reference reference) {
        boolean isArray = reference.owner().startsWith("[");
        String owner = isArray ? element(reference.owner()) : reference.owner();
        if (owner == null) {
            return;
        }
        boolean signature = reference.kind() == Reference.Kind.SIGNATURE;
        ClassModel found = classes.find(file, owner, reference::use, reference::isGuarded, signature);
        if (isArray || found == null || signature || reference.kind() == Reference.Kind.CLASS) {
            return; // the methods of arrays are those of Object, and clone
        }
        if (reference.kind() == Reference.Kind.NEW) {
            if (found.is(Opcodes.ACC_ABSTRACT)) {
                String shown = Texts.type(owner);
                add(
                        reference,
                        Cause.CHANGED_KIND,
                        shown,
                        "Class " + shown + in(found) + " is abstract and is made",
                        found,
                        InstantiationError.class);
            }
        } else if (reference.kind() == Reference.Kind.LAMBDA) {
            lambda(reference, found);
        } else if (reference.kind().isField()) {
            field(reference, found);
        } else {
            method(reference, found);
        }
    }

    private static @Nullable String element(String array) {
        Type element = Type.getObjectType(array).getElementType();
        return element.getSort() == Type.OBJECT ? element.getInternalName() : null;
    }

    private static String in(ClassModel type) {
        return " (" + type.file.origin() + ")";
    }

    /** What a jar lacks of itself has nothing to do with versions. */
    private void add(
            Reference reference,
            Cause cause,
            String missing,
            String fact,
            ClassModel in,
            Class<? extends LinkageError> error) {
        boolean isOwn = hierarchy.isOf(artifact, in);
        boolean isSynthetic = isOwn && reference.name().startsWith("access$"); // left over in a multi-release jar
        findings.add(
                reference.isGuarded(error) || isSynthetic ? Severity.NOTE : isOwn ? Severity.WARNING : Severity.ERROR,
                cause,
                missing,
                fact,
                classes.versionCure(),
                reference.use());
    }

    private void field(Reference reference, ClassModel in) {
        Found found = hierarchy.field(in, reference.name(), reference.descriptor());
        ClassModel owner = found.owner();
        Member member = found.member();
        if (isWell(reference, owner, member)) {
            return;
        }
        String shown = Texts.type(in.name()) + "." + reference.name();
        if (owner == null || member == null) {
            if (found.complete()) {
                String wanted = Type.getType(reference.descriptor()).getClassName();
                String other = otherField(in, reference.name());
                add(
                        reference,
                        other == null ? Cause.MISSING_FIELD : Cause.CHANGED_FIELD,
                        shown,
                        other == null
                                ? "Field " + shown + " is missing" + in(in)
                                : "Field " + shown + in(in) + " is of type " + other + " and not " + wanted,
                        in,
                        NoSuchFieldError.class);
            }
        } else if (!isAccessible(reference, in, member, owner)) {
            noAccess(reference, shown, "Field ", member, in, owner);
        } else if (member.is(Opcodes.ACC_STATIC) != reference.kind().isStatic()) {
            changedKind(reference, shown, "Field " + shown + in(owner) + kind(member), in);
        } else if (member.is(Opcodes.ACC_FINAL)
                && !owner.file.equals(file)
                && (reference.kind() == Reference.Kind.PUT_FIELD || reference.kind() == Reference.Kind.PUT_STATIC)) {
            String fact = "Field " + shown + in(owner) + " is final and is set";
            add(reference, Cause.FINAL, shown, fact, in, IllegalAccessError.class);
        }
    }

    private void noAccess(
            Reference reference, String shown, String what, Member member, ClassModel in, ClassModel owner) {
        String fact = what + shown + in(owner) + " is " + visibility(member);
        add(reference, Cause.NO_ACCESS, shown, fact, in, IllegalAccessError.class);
    }

    private void changedKind(Reference reference, String shown, String fact, ClassModel in) {
        add(reference, Cause.CHANGED_KIND, shown, fact, in, IncompatibleClassChangeError.class);
    }

    /** The object of a lambda is made, also if the interface has more methods: these fail when they are called, elsewhere. */
    private void lambda(Reference reference, ClassModel in) {
        if (!in.isInterface()) {
            String name = Texts.type(in.name());
            String fact = "Class " + name + in(in) + " was an interface";
            add(reference, Cause.CHANGED_KIND, name, fact, in, BootstrapMethodError.class);
            return;
        }
        Set<String> implemented = new HashSet<>();
        for (String descriptor : reference.descriptor().split(" ", -1)) {
            implemented.add(reference.name() + descriptor);
        }
        for (Found each : hierarchy.unimplementedBy(implemented, in)) {
            notImplemented(each, reference.use());
        }
    }

    /** Whether nothing can be wrong with a member. */
    private static boolean isWell(Reference reference, @Nullable ClassModel owner, @Nullable Member member) {
        return owner != null
                && member != null
                && member.is(Opcodes.ACC_PUBLIC)
                && !member.is(Opcodes.ACC_ABSTRACT | Opcodes.ACC_FINAL)
                && member.is(Opcodes.ACC_STATIC) == reference.kind().isStatic();
    }

    private static String kind(Member member) {
        return member.is(Opcodes.ACC_STATIC) ? " is static, and was not" : " is not static any more";
    }

    private @Nullable String otherField(ClassModel in, String name) {
        for (ClassModel each : hierarchy.chain(in)) {
            for (Member member : each.fields.values()) {
                if (member.name().equals(name)) {
                    return Type.getType(member.descriptor()).getClassName();
                }
            }
        }
        return null;
    }

    private void method(Reference reference, ClassModel in) {
        if (in.isInterface() != reference.ofInterface()) {
            String name = Texts.type(in.name());
            changedKind(
                    reference,
                    name,
                    in.isInterface()
                            ? "Interface " + name + in(in) + " was a class"
                            : "Class " + name + in(in) + " was an interface",
                    in);
            return;
        }
        Found found = hierarchy.method(in, reference.name(), reference.descriptor());
        ClassModel owner = found.owner();
        Member member = found.member();
        if (isWell(reference, owner, member)) {
            return;
        }
        String shown = Texts.method(in.name(), reference.name(), reference.descriptor());
        String what = reference.name().equals("<init>") ? "Constructor " : "Method ";
        if (owner == null || member == null) {
            if (found.complete()) {
                missing(reference, in, what + shown);
            }
        } else if (!isAccessible(reference, in, member, owner)) {
            noAccess(reference, shown, what, member, in, owner);
        } else if (member.is(Opcodes.ACC_STATIC) != reference.kind().isStatic()) {
            changedKind(reference, shown, what + shown + in(owner) + kind(member), in);
        } else if (reference.kind() == Reference.Kind.INVOKE_SPECIAL
                && member.is(Opcodes.ACC_ABSTRACT)
                && !owner.file.artifact().equals(artifact)) { // some compilers do that within one library
            String fact = what + shown + in(owner) + " is abstract, and was not";
            add(reference, Cause.CHANGED_KIND, shown, fact, in, AbstractMethodError.class);
        }
    }

    private void missing(Reference reference, ClassModel in, String what) {
        String shown = Texts.method(in.name(), reference.name(), reference.descriptor());
        List<Member> named = hierarchy.named(in, reference.name());
        if (named.isEmpty()) {
            String fact = what + " is missing" + in(in);
            add(reference, Cause.MISSING_METHOD, shown, fact, in, NoSuchMethodError.class);
        } else {
            String others =
                    named.stream().map(Texts::signature).sorted().limit(3).collect(Collectors.joining(" and "));
            add(
                    reference,
                    Cause.CHANGED_METHOD,
                    shown,
                    what + Texts.returning(reference.name(), reference.descriptor()) + " is missing" + in(in)
                            + ", which has " + others + (named.size() > 3 ? " and others" : ""),
                    in,
                    NoSuchMethodError.class);
        }
    }

    // Access

    private boolean isAccessible(Reference reference, ClassModel in, Member member, ClassModel owner) {
        if (member.is(Opcodes.ACC_PUBLIC) || owner.file.equals(file)) {
            return true;
        }
        if (member.is(Opcodes.ACC_PRIVATE)) {
            return owner.file.sharesPackage(file) && owner.nestHost.equals(type.nestHost);
        }
        return owner.file.sharesPackage(file)
                || (member.is(Opcodes.ACC_PROTECTED)
                        && hierarchy.isSubtype(type, owner.name())
                        && isOfThis(reference, in));
    }

    /**
     * Whether a protected member may be that of an object of this class (JVMS 4.10.1.8). A superclass as the one that the code names leaves it
     * open: some compilers name it for this object, too.
     */
    private boolean isOfThis(Reference reference, ClassModel in) {
        return reference.kind() != Reference.Kind.CONSTRUCT
                && (reference.kind().isStatic()
                        || hierarchy.isSubtype(in, type.name())
                        || hierarchy.isSubtype(type, in.name())
                        || !hierarchy.isComplete(in));
    }

    private static String visibility(Member member) {
        return member.is(Opcodes.ACC_PRIVATE)
                ? "private"
                : member.is(Opcodes.ACC_PROTECTED) ? "protected" : "only for its package";
    }
}
