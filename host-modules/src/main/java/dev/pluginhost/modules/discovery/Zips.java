package dev.pluginhost.modules.discovery;

import dev.pluginhost.Reason;
import dev.pluginhost.modules.index.IndexStore;
import dev.pluginhost.modules.scan.Fingerprint;
import dev.pluginhost.modules.scan.Source;
import dev.pluginhost.modules.scan.SourceStamp;
import dev.pluginhost.modules.scan.SourceWalk.ArtifactFiles;
import dev.pluginhost.modules.scan.SourceWalk.ArtifactKind;
import dev.pluginhost.modules.scan.UnusableArtifactException;
import dev.pluginhost.modules.unpack.BundleUse;
import dev.pluginhost.modules.unpack.Unpacker;
import dev.pluginhost.modules.unpack.Unpacker.Unpacked;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The zip files of a source, for one reading of it: what they were unpacked to before, or are now. For use by one thread. */
final class Zips {

    private final Unpacker unpacker;
    private final boolean checked;
    private final SourceContent content;

    private final Map<Path, Unpacked> bundles = new HashMap<>();
    private boolean haveUnpacked;

    Zips(IndexStore indexes, boolean checked, SourceContent content) {
        this.unpacker = new Unpacker(indexes);
        this.checked = checked;
        this.content = content;
    }

    /** Looks which zip files are unpacked already. */
    void find(SourceStamp stamp) {
        for (ArtifactFiles files : stamp.artifacts().values()) {
            Path zip = files.path();
            Unpacked found = files.kind() == ArtifactKind.ZIP
                    ? unpacker.known(zip, Objects.requireNonNull(files.files().get(zip)), checked, false)
                    : null;
            if (found != null) {
                add(zip, found);
            }
        }
    }

    private void add(Path zip, Unpacked bundle) {
        bundles.put(zip, bundle);
        BundleUse use = bundle.use();
        if (use != null) {
            content.uses.add(use);
        }
    }

    /** A stamp with the zip files that are unpacked as bundles. */
    SourceStamp with(SourceStamp stamp) {
        Map<Path, ArtifactFiles> unpacked = new HashMap<>();
        for (Map.Entry<Path, Unpacked> bundle : bundles.entrySet()) {
            unpacked.put(bundle.getKey(), bundle.getValue().files());
        }
        return stamp.with(unpacked);
    }

    /** The files of a zip file that was not known; null if it is no bundle, which is noted. */
    @Nullable
    ArtifactFiles unpack(Source source, Path zip, ArtifactFiles files, Instant began) throws UnusableArtifactException {
        Fingerprint found = Objects.requireNonNull(files.files().get(zip));
        Unpacked known = unpacker.known(zip, found, true, true); // as the look may have failed for a moment
        Unpacked unpacked = known != null ? known : unpacker.unpack(zip, found, began);
        if (unpacked.use() == null) {
            if (zip.equals(source.path())) {
                content.error(Reason.SOURCE, zip, "Source of plugins " + zip + " is no bundle: " + unpacked.why());
            } else {
                content.passedOver(zip, unpacked.why());
            }
            return null;
        }
        add(zip, unpacked);
        haveUnpacked = true;
        noteDeeper(zip);
        return unpacked.files();
    }

    /** Notes the jars in a zip file that do not lie beside the others. */
    void noteDeeper(Path zip) {
        Unpacked unpacked = bundles.get(zip);
        List<String> deeper = unpacked == null ? List.of() : unpacked.deeper();
        if (!deeper.isEmpty()) {
            content.passedOver(
                    zip.resolve(deeper.get(0)),
                    "all jars of a bundle lie side by side; pack " + (deeper.size() == 1 ? "it" : "them all") + " so");
        }
    }

    boolean haveUnpacked() {
        return haveUnpacked;
    }
}
