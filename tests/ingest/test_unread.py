"""What was not read of a paper is told once, with its pages."""

from ingest.paper import ReadingWarning
from ingest.unread import summary, unread


def test_the_same_thing_on_several_pages_is_told_once():
    found = [ReadingWarning("a chart", "see the slide", 5), ReadingWarning("a chart", "see the slide", 2)]

    assert unread(found) == [("a chart (pages 2 and 5)", "see the slide")]


def test_what_has_no_page_is_told_without_one():
    assert summary([ReadingWarning("hidden rows")]) == ("not read: hidden rows", "")


def test_a_paper_read_in_full_has_nothing_to_tell():
    assert summary([]) == ("", "")


def test_many_pages_are_not_all_named():
    found = [ReadingWarning("a picture", page=page) for page in range(1, 101)]

    assert summary(found)[0] == "not read: a picture (pages 1, 2, 3, 4, 5, 6 and 94 more)"
