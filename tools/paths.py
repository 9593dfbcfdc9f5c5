"""Where the course's files lie."""

from utils import ROOT

NOTEBOOKS = ROOT / "notebooks"
CHAPTERS = NOTEBOOKS / "src"  # a folder for each chapter
SOLUTIONS = NOTEBOOKS / "solutions"
GALLERY = NOTEBOOKS / "gallery"
BOOK_SECTIONS = NOTEBOOKS / "book_sections.toml"
COURSE = NOTEBOOKS / "course.toml"
FAULTS = NOTEBOOKS / "faults.toml"
ANSWERS = NOTEBOOKS / "answers"  # right and wrong answers to exercises
MUTATIONS = NOTEBOOKS / "MUTATIONS.md"
CALIBRATION = NOTEBOOKS / "calibration.csv"
README = ROOT / "README.md"
BUILD = ROOT / "build"
