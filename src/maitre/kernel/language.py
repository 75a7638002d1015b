"""What is known of English and German: which words say nothing by themselves, and how one word's endings change.

Both languages at once, because a text does not say which it is written in, and people mix them. Words come folded (see
kernel/words): ü is u, ß is ss. Reduction is light: plurals and inflection, no derivation beyond them.
"""
# ruff: noqa: SIM905 - words are read and written as text, not one string a line

import re

_VOWEL = re.compile("[aeiouy]")
# "Schlüssel" folds to "schlussel": written without dots it is to meet that. Not in "neue", "mauer", "queue".
_TRANSCRIBED_UMLAUT = re.compile(r"(?<![aeq])([aou])e(?!s?$)")

_HISSING = ("xes", "ches", "shes", "sses", "zes")
_ENDINGS = (
    ("ern", 3),
    ("eln", 3),
    ("ing", 3),
    ("em", 4),
    ("en", 3),
    ("er", 4),
    ("ed", 3),
    ("e", 4),
)
"""An ending, and how many letters must be left without it."""
_FROM_VERBS = ("ing", "ed")
_DOUBLED = re.compile(r"([bdfgmnprt])\1$")

EMPTY = frozenset(
    """
    a about after all also am an and any anybody anyone are as at be because been before being but by can cannot cant
    could couldnt did didnt do does doesnt doing dont for from get gets getting got had has hasnt have havent he hello
    help her here hi him his how i if im in into is isnt it its ive just keep keeps let me my need needs no not of off
    on or our out please properly should so some somebody someone still suddenly than thank thanks that the their them
    then there these they this those to too try trying tried under until up us very want wants was wasnt we were what
    when where which while who why will with wont work working works worked would you your yours
    aber alle allem allen aller alles als also am an auch auf aus bei beim bin bis bitte da damit danke dann das
    dass dein dem den denn der des dich die dies diese diesem diesen dieser dieses doch dort du durch ein eine
    einem einen einer eines er es euch euer fur funktioniert funktionieren ganz geht gehts gehen gibt hab habe
    haben hallo hat hatte hier hilfe ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ins irgendwie ist ja
    jetzt kann kannst kein keine keinem keinen keiner klappt konnen konnte lauft mal man mehr mein meine meinem
    meinen meiner meines mich mir mit muss mussen nach nicht nichts noch nun nur oder ohne plotzlich schon sehr
    seid sein seine seinem seinen seiner seit sich sie sind so soll sollen sollte uber um und uns unser unsere
    unserem unseren unserer vom von vor wann war waren warum was wegen weil wenn wer werden wie wieder wieso
    will wir wird wo wollen wurde zu zum zur
    """.split()
)
"""Words nobody is looking for when others stand beside them, folded; of help desks also "work" and "funktioniert"."""


def reduced(word: str) -> str:
    """The word without the ending of plural or inflection: what its forms have in common, not a word by itself."""
    if not word.isascii() or not word.isalpha() or len(word) < 4:
        return word
    return _without_ending(_without_plural(_TRANSCRIBED_UMLAUT.sub(r"\1", word)))


def _without_plural(word: str) -> str:
    singular = word.removesuffix("s")
    if singular.endswith("ie") and len(singular) > 3:
        return singular[:-2] + "y"
    if word.endswith(_HISSING):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _without_ending(word: str) -> str:
    for ending, least in _ENDINGS:
        left = word.removesuffix(ending)
        if left != word and len(left) >= least and _VOWEL.search(left):
            if ending == "eln":
                return word[:-1]
            return _DOUBLED.sub(r"\1", left) if ending in _FROM_VERBS else left
    return word
