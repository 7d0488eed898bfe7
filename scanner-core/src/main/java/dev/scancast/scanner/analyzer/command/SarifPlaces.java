package dev.scancast.scanner.analyzer.command;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns the addresses in a run into paths relative to the repository. Producers write them as paths, as URIs with or
 * without escapes, absolute or relative to a base, or as a place in the list of artifacts. Confined to one thread.
 */
final class SarifPlaces {
    private final Path root;
    private final Map<String, Location> bases = new HashMap<>();
    private final List<Location> artifacts = new ArrayList<>();

    SarifPlaces(Path root) {
        this.root = root;
    }

    /** An {@code artifactLocation}; the index is -1 where there is none. */
    record Location(String uri, String base, int index) {
        static final Location NONE = new Location("", "", -1);

        /** Reads the one that the parser stands at. */
        static Location read(JsonParser in) throws IOException {
            String[] texts = {"", ""};
            int[] index = {-1};
            SarifJson.forEachField(in, field -> {
                switch (field) {
                    case "uri" -> texts[0] = SarifJson.text(in);
                    case "uriBaseId" -> texts[1] = SarifJson.text(in);
                    case "index" -> index[0] = SarifJson.number(in);
                    default -> in.skipChildren();
                }
            });
            return new Location(texts[0], texts[1], index[0]);
        }
    }

    void readBases(JsonParser in) throws IOException {
        SarifJson.forEachField(in, name -> bases.put(name, Location.read(in)));
    }

    void readArtifacts(JsonParser in) throws IOException {
        SarifJson.forEachElement(in, () -> {
            Location[] location = {Location.NONE};
            SarifJson.forEachField(in, field -> {
                if (field.equals("location")) {
                    location[0] = Location.read(in);
                } else {
                    in.skipChildren();
                }
            });
            artifacts.add(location[0]);
        });
    }

    /** The path of a location, with slashes; null if it names none, or one outside of the repository. */
    @Nullable
    String path(Location location) {
        Location named = location;
        if (named.uri.isEmpty() && named.index >= 0 && named.index < artifacts.size()) {
            named = artifacts.get(named.index);
        }
        if (named.uri.isEmpty()) {
            return null;
        }
        try {
            Path path = base(named.base, 0).resolve(local(named.uri)).normalize();
            return path.startsWith(root) ? root.relativize(path).toString().replace('\\', '/') : null;
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            return null; // no path of this machine
        }
    }

    private Path base(String name, int depth) {
        Location base = bases.get(name);
        if (base == null || base.uri.isEmpty() || depth > 4) {
            return root;
        }
        return base(base.base, depth + 1).resolve(local(base.uri));
    }

    private static Path local(String uri) {
        try {
            URI parsed = new URI(uri);
            if ("file".equalsIgnoreCase(parsed.getScheme())) {
                return Path.of(parsed.getPath());
            }
            if (parsed.getScheme() == null && parsed.getPath() != null) {
                return Path.of(parsed.getPath());
            }
            if (parsed.getScheme() != null && !parsed.isOpaque()) {
                throw new IllegalArgumentException("no path of this machine: " + uri);
            }
        } catch (URISyntaxException e) {
            // A plain path with blanks or brackets in it: taken as it is.
        }
        return Path.of(uri.indexOf('%') < 0 ? uri : decoded(uri));
    }

    private static String decoded(String uri) {
        try {
            return URLDecoder.decode(uri.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return uri; // a percent sign of its own
        }
    }
}
