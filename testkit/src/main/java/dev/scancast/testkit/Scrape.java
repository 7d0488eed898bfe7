package dev.scancast.testkit;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What Prometheus would read at an address at one moment, in its text format. Immutable. */
public final class Scrape {
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    private final Map<String, String> types = new LinkedHashMap<>();
    private final Map<String, Map<Map<String, String>, Double>> samples = new LinkedHashMap<>();

    private Scrape(String text) {
        text.lines().forEach(this::read);
    }

    /** Reads once; the answer must be 200 and of the text format's type. */
    public static Scrape of(URI uri) {
        HttpResponse<String> answer = HttpCalls.get(uri);
        String type = answer.headers().firstValue("Content-Type").orElse("");
        if (answer.statusCode() != 200 || !type.startsWith("text/plain") || !type.contains("version=0.0.4")) {
            throw new TestkitException(uri + " answered " + answer.statusCode() + " " + type);
        }
        return new Scrape(answer.body());
    }

    private void read(String line) {
        Matcher type = TYPE.matcher(line);
        Matcher sample = SAMPLE.matcher(line);
        if (type.matches()) {
            types.put(type.group(1), type.group(2));
        } else if (line.startsWith("#") || line.isBlank()) {
            return;
        } else if (sample.matches()) {
            samples.computeIfAbsent(sample.group(1), name -> new LinkedHashMap<>())
                    .put(labelsIn(sample.group(2)), number(sample.group(3)));
        } else {
            throw new TestkitException("no line of Prometheus' text format: " + line);
        }
    }

    /** The type of each family of metrics, by its name. */
    public Map<String, String> types() {
        return Map.copyOf(types);
    }

    /** The names of the labels of a family's samples, without that of a histogram's buckets. */
    public Set<String> labels(String family) {
        Set<String> labels = new TreeSet<>();
        for (String suffix : new String[] {"", "_count", "_bucket"}) {
            samples.getOrDefault(family + suffix, Map.of()).keySet().forEach(found -> labels.addAll(found.keySet()));
        }
        labels.remove("le");
        return labels;
    }

    /** A sample; the labels are names and values in turn, all of them. */
    public double value(String name, String... labels) {
        Map<String, String> wanted = new TreeMap<>();
        for (int i = 0; i < labels.length; i += 2) {
            wanted.put(labels[i], labels[i + 1]);
        }
        Double value = samples.getOrDefault(name, Map.of()).get(wanted);
        if (value == null) {
            throw new TestkitException("there is no " + name + wanted + ", but " + samples.get(name));
        }
        return value;
    }

    private static Map<String, String> labelsIn(@Nullable String text) {
        Map<String, String> labels = new TreeMap<>();
        Matcher label = LABEL.matcher(text == null ? "" : text);
        while (label.find()) {
            labels.put(label.group(1), label.group(2));
        }
        return labels;
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
