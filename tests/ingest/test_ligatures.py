"""Letters that stand for ligatures in a PDF are mended where the words of the paper tell which; others stay."""

import pytest

from ingest.formats.pdf.ligatures import ligatures, repaired

INFORMATION = "The informa{0}on in sec{0}on 4 is for par{0}cipants in tes{0}ng and their expecta{0}ons."


@pytest.mark.parametrize("letter", ["4", "&", "T", "Ɵ"])
def test_known_words_tell_the_ligature_that_a_letter_stands_for(letter: str):
    said = INFORMATION.format(letter)

    assert repaired(said, ligatures([said])) == INFORMATION.format("ti")


def test_each_letter_is_mended_by_itself():
    said = "SoTware, aTer all, is o&en in a draT; beƩer le&ers maƩer to the commiƩee, as do leƩers."

    assert repaired(said, ligatures([said])).startswith("Software, after all")
    assert repaired(said, ligatures([said])).endswith("matter to the committee, as do letters.")


@pytest.mark.parametrize(
    "said",
    [
        "The figure is 4, as the q&a of the h2o group and the i18n team say in co2e.",
        "See informa4on.",
        "McDonald and DeVries of the YouTube and LinkedIn groups met the iPhone maker.",
        "Parks are kept by the board. Section 4 and Annex 4 say so, and footnote4 too.",
    ],
    ids=["codes", "one word only", "capitals in names", "whole words"],
)
def test_other_letters_inside_words_stay(said: str):
    assert repaired(said, ligatures([said])) == said
