class texts {
    String plain = "class A { \" } // no comment", escaped = "\\";
    char quote = '"', brace = '{', apostrophe = '\'', backslash = '\\', unicode = '\u007b';
    String block = """
            class Fake {
                void no() { "quoted" }
                \""" still inside
            // no comment

            """;
    String empty = "";
    String oneLine = """
            """ + "x";

    /* block { comment */ int afterComment; // class Fake {

    /**
     * Javadoc with { and " and '.
     */
    void documented() {} /* trailing
      multi-line */

    int hex = 0xFF, floating = 1e+5f, underscored = 1_000, octal = 017, hexFloat = 0x1.8p+1f;
    /* unusual **/ int stars; /**/ int emptyComment; /*/ int not; /*/ int slash;
}
