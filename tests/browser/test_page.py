"""The tools of the other tests here see what they are there to see."""

PAGE = "<!doctype html><html lang='en'><title>A page</title><main><h1>Heading</h1>{}</main></html>"


def test_a_plain_page_is_fine(page, axe):
    """Nothing on the console, nothing that axe minds."""
    page.set_content(PAGE.format("<p>Some text.</p>"))

    assert axe(page) == []


def test_axe_sees_what_hides_text(page, axe):
    """A picture without a text and a text that is too pale, each by its rule."""
    page.set_content(PAGE.format("<img src='data:,'><p style='color: #ddd'>Some text.</p>"))

    assert sorted(line.partition(" ")[0] for line in axe(page)) == ["color-contrast", "image-alt"]


def test_complaints_are_collected(page, complaints):
    """Errors on the console, exceptions, requests to other machines."""
    page.set_content(PAGE.format("<script>console.error('first'); throw Error('second')</script>"))
    page.set_content(PAGE.format("<img alt='' src='http://192.0.2.1/third.png'>"))

    for part in ("first", "second", "third.png"):
        assert [line for line in complaints if part in line], (part, complaints)
    complaints.clear()
