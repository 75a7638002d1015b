"""What people at hotels and restaurants write to their service desk: a vocabulary in which, as in real texts, few
words are common and most are rare. Made up here; nothing is taken from anybody's tickets."""
# ruff: noqa: SIM905 - words are read and written as text, not one string a line

from itertools import accumulate, product
from random import Random

COMMON = """
    the is not and in at since it on a after again when we for screen guest room wifi till works with error slow key
    card order morning login password please cannot no network mail update reception menu bar kitchen computer this
    system again guests yesterday message phone cable check laptop restart desk payment terminal booking app door
    lock code voucher paper connection lost drops switch restaurant lobby floor shift report page account opens shows
    still only our nobody everybody somebody colleague manager waiter chef housekeeping minibar laundry invoice receipt
    drawer scanner barcode tablet charger battery monitor keyboard mouse cable adapter projector microphone speaker
    television channel remote thermostat heating cooling elevator camera alarm sensor gate parking garage barrier
    conference banquet wedding breakfast buffet dinner lunch coffee machine oven fridge freezer dishwasher scale label
    ribbon toner tray roll queue driver spooler firmware patch reboot crash freeze blank black flicker noise beep
    timeout refused denied expired locked disabled missing wrong double duplicate empty broken cracked wet hot cold
    router modem firewall antenna repeater bandwidth latency packet gateway tunnel certificate token browser cookie
    cache tab window button field form list filter export import spreadsheet column row folder share drive backup
    restore archive attachment calendar meeting invitation contact signature spam phishing inbox outbox payroll
    timesheet roster holiday contract onboarding badge uniform supplier delivery stock inventory recipe allergen price
    discount tax currency tip refund deposit cancellation noshow overbooking checkin checkout folio ledger rate
    channelmanager loyalty points gift spa pool sauna gym massage shuttle taxi luggage valet concierge butler suite
    corridor basement roof terrace garden annex tower wing store cellar office counter hatch pass station
""".split()
"""The most common first: what stands earlier is said more often."""
COUNTED = "printer"
"""Stands in about a tenth of all incidents, and nowhere by chance."""
PLANTED = ("purple", "giraffe")
"""Stands in seven incidents and nowhere by chance."""
VOCABULARY = 6_000

_ONSETS = "b br c cl d dr f fr g gl h j k kr l m n p pr qu r s st t tr v w z".split()
_VOWELS = "a e i o u ai ea ou".split()
_CODAS = "n r l st ck m nd x".split()
_ENDINGS = "ra lin do met son ver by na tel gor mi".split()

FIRST_NAMES = """
    Ada Amir Anouk Bela Carla Chen Chidi Dara Dina Elif Emil Esra Femi Finn Gita Hana Hugo Ines Ivo Jana Jules Kaya Kofi
    Lara Leif Lena Malik Mara Mei Milo Nadia Nils Noor Olga Omar Pia Priya Rafa Rosa Sami Sena Tariq Tess Uma Vera
    Viktor Wanda Xenia Yara Yusuf Zoe
""".split()
LAST_NAMES = """
    Abara Almeida Arslan Bauer Becker Blanc Bondar Castro Costa Dahl Diallo Duarte Ekman Farah Fischer Garcia Gruber
    Haddad Hansen Horvat Ito Jansen Kamau Kaplan Keller Kovac Laine Lopez Maier Marini Mensah Moreau Nagy Novak
    Okafor Olsen Papadakis Park Petrov Quist Rahman Rossi Sato Silva Sorensen Suzuki Tanaka Toth Vidal Weber Yilmaz
""".split()


class Vocabulary:
    """Words by Zipf's law: the n-th is said about 1/n as often as the first."""

    def __init__(self, seed: int) -> None:
        random = Random(seed)
        own = list(dict.fromkeys(COMMON))
        rare = {f"{a}{b}{c}{d}" for a, b, c, d in product(_ONSETS, _VOWELS, _CODAS, _ENDINGS)}
        made = sorted(rare - set(own) - {COUNTED, *PLANTED})
        random.shuffle(made)
        self.words = [*own, *made][:VOCABULARY]
        self._weights = list(accumulate(1.0 / (rank + 2.7) for rank in range(len(self.words))))

    def say(self, random: Random, least: int, most: int) -> list[str]:
        """Between `least` and `most` words."""
        count = random.randint(least, most)
        return random.choices(self.words, cum_weights=self._weights, k=count)


def sentence(words: list[str]) -> str:
    text = " ".join(words)
    return f"{text[:1].upper()}{text[1:]}."
