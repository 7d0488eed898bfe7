package dev.scancast.scanner.analyzer.command;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Steps through JSON without ever holding more of it than a value. What has another type than expected is skipped. */
final class SarifJson {
    private SarifJson() {}

    /** Is called where a field's value begins, and must leave the parser at its end. */
    @FunctionalInterface
    interface FieldReader {
        void value(String field) throws IOException;
    }

    /** Is called where an element begins, and must leave the parser at its end. */
    @FunctionalInterface
    interface ElementReader {
        void element() throws IOException;
    }

    /** The JSON stops before it is complete. */
    static final class CutException extends IOException {
        private static final long serialVersionUID = 1L;

        CutException(String message) {
            super(message);
        }
    }

    /** Goes through the fields of the object that the parser stands at. */
    static void forEachField(JsonParser in, FieldReader reader) throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return;
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String field = in.currentName();
            in.nextToken();
            reader.value(field);
        }
        requireEnd(in, JsonToken.END_OBJECT);
    }

    /** Goes through the elements of the array that the parser stands at. */
    static void forEachElement(JsonParser in, ElementReader reader) throws IOException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            in.skipChildren();
            return;
        }
        JsonToken token = in.nextToken();
        while (token != null && token != JsonToken.END_ARRAY) {
            reader.element();
            token = in.nextToken();
        }
        requireEnd(in, JsonToken.END_ARRAY);
    }

    /** The text that the parser stands at; of anything else, empty. */
    static String text(JsonParser in) throws IOException {
        if (in.currentToken() == JsonToken.VALUE_STRING) {
            return in.getText();
        }
        in.skipChildren();
        return "";
    }

    /** The number that the parser stands at; of anything else, or where it is too large, -1. */
    static int number(JsonParser in) throws IOException {
        if (in.currentToken() == JsonToken.VALUE_NUMBER_INT && in.getNumberType() == JsonParser.NumberType.INT) {
            return in.getIntValue();
        }
        in.skipChildren();
        return -1;
    }

    /** The text in a field of the object that the parser stands at; empty if there is none. */
    static String field(JsonParser in, String name) throws IOException {
        String[] text = {""};
        forEachField(in, field -> {
            if (field.equals(name)) {
                text[0] = text(in);
            } else {
                in.skipChildren();
            }
        });
        return text[0];
    }

    private static void requireEnd(JsonParser in, JsonToken end) throws IOException {
        if (in.currentToken() != end) {
            throw new CutException("it ends in the middle");
        }
    }
}
