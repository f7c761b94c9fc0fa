package dev.pluginhost.cli.inspect;

import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a jar or an exploded module declares and holds.
 *
 * @param file the jar or the directory
 * @param isExploded whether it is a directory
 * @param descriptor its declaration, or what the JDK derives of a plain jar; empty if it cannot be a module
 * @param size its bytes, or those of all its files
 * @param classes the number of its class files
 * @param classFileVersion the highest major version of them, such as 61 for Java 17; 0 if there is none
 * @param releases the releases of Java for which a multi-release jar has other files, ascending
 * @param natives the names of its native libraries
 * @param signers the names of those who have signed it; empty if it is not signed
 * @param remarks what is odd about it, one line each
 * @param problems why it cannot be a plugin, one line each
 */
public record ModuleFacts(
        Path file,
        boolean isExploded,
        Optional<ModuleDescriptor> descriptor,
        long size,
        int classes,
        int classFileVersion,
        List<Integer> releases,
        List<String> natives,
        List<String> signers,
        List<String> remarks,
        List<String> problems) {

    /** The same of a jar that was unpacked from a zip file, and is named by its place in that. */
    ModuleFacts in(Path zip) {
        Path inside = zip.resolve(file.getFileName());
        return new ModuleFacts(
                inside,
                isExploded,
                descriptor,
                size,
                classes,
                classFileVersion,
                releases,
                natives,
                signers,
                texts(remarks, inside),
                texts(problems, inside));
    }

    private List<String> texts(List<String> texts, Path inside) {
        return texts.stream()
                .map(text -> text.replace(file.toString(), inside.toString()))
                .toList();
    }

    /** The release of Java that a class file version is of; 0 for none. */
    public int javaRelease() {
        return Math.max(0, classFileVersion - 44);
    }
}
