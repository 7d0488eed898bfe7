class Unterminated:
    before = 1
    text = "never closed
    after = 2
    def method(self):
        """never closed

    def no(self): pass