package dev.scancast.launcher.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.scancast.contract.redis.ScanKeys;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a class spells a key or channel of the contract, or holds Lua: it looks at the texts in the class file's
 * constant pool, where the pieces of concatenations are too. The values of {@link ScanKeys}' own constants are let
 * pass, since javac copies them to whoever uses them.
 */
final class SpellRedisNames extends ArchCondition<JavaClass> {
    private static final int UTF8 = 1;
    private static final int STRING = 8;
    private static final Set<String> CONSTANTS = constants();

    SpellRedisNames() {
        super("spell names of Redis or hold Lua");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        List<String> spelled = texts(type).stream()
                .filter(text -> text.startsWith("scan:") || text.contains("redis.call("))
                .filter(text -> !CONSTANTS.contains(text))
                .toList();
        events.add(new SimpleConditionEvent(
                type,
                !spelled.isEmpty(),
                type.getName() + " spells " + spelled + " in " + type.getSourceCodeLocation()));
    }

    private static Set<String> constants() {
        Set<String> values = new HashSet<>();
        for (Field field : ScanKeys.class.getFields()) {
            try {
                if (field.getType() == String.class) {
                    values.add((String) field.get(null));
                }
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("getFields gives public ones only", e);
            }
        }
        return values;
    }

    /** The string constants of a class file (The Java Virtual Machine Specification, section 4.4). */
    private static List<String> texts(JavaClass type) {
        try (InputStream file = type.getSource().orElseThrow().getUri().toURL().openStream();
                DataInputStream in = new DataInputStream(file)) {
            in.readInt(); // magic
            in.readInt(); // version
            int count = in.readUnsignedShort();
            String[] utf8 = new String[count];
            List<Integer> strings = new ArrayList<>();
            for (int i = 1; i < count; i++) {
                int tag = in.readUnsignedByte();
                switch (tag) {
                    case UTF8 -> utf8[i] = in.readUTF();
                    case STRING -> strings.add(in.readUnsignedShort());
                    case 7, 16, 19, 20 -> in.skipNBytes(2);
                    case 15 -> in.skipNBytes(3);
                    case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4);
                    case 5, 6 -> {
                        in.skipNBytes(8);
                        i++; // a long or double takes two places
                    }
                    default -> throw new IOException("an unknown constant, tag " + tag + ", in " + type.getName());
                }
            }
            return strings.stream().map(index -> utf8[index]).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the class file of " + type.getName(), e);
        }
    }
}
