package dev.scancast.gateway.conformance;

import java.io.IOException;

/**
 * One rule of RFC 6455, or of HTTP where the opening handshake rests on it, and what the gateway answers.
 *
 * @param section of RFC 6455
 * @param rule what the peer does
 * @param answer what it gets
 * @param check does it, and fails where the answer is another
 */
record Case(String section, String rule, String answer, Check check) {

    /** Talks to the gateway. */
    interface Check {
        void on(Lab lab) throws IOException;
    }

    /** As it stands in docs/conformance.md. */
    String row() {
        return "| " + section + " | " + rule + " | " + answer + " |";
    }

    String name() {
        return section + " " + rule + " -> " + answer;
    }
}
