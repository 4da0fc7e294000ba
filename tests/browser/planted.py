"""HTML that acts, as a student might plant it, and seeing whether it did."""

from __future__ import annotations

from playwright.sync_api import Page

NAME = "<img src=x onerror=planted()>Eve<script>planted()</script>"
ACTING = """\
<script>planted()</script>
<img src=x onerror="planted()">
<img src="http://planted.invalid/image.png" alt="seen">
<svg onload="planted()"><script>planted()</script>
<a href="javascript:planted()"><text y="9">svg</text></a></svg>
<iframe srcdoc="<script>parent.planted()</script>"></iframe>
<iframe src="http://planted.invalid/frame"></iframe>
<object data="http://planted.invalid/object"></object><embed src="http://planted.invalid/embed">
<meta http-equiv="refresh" content="0; url=http://planted.invalid/refresh">
<base href="http://planted.invalid/">
<link rel="stylesheet" href="http://planted.invalid/style.css">
<style>@import "http://planted.invalid/import.css"; body { background: url(http://planted.invalid/back) }
input[value^=a] { background: url(http://planted.invalid/typed) }</style>
<p style="background: url(http://planted.invalid/attribute); position: fixed">styled</p>
<a href="javascript:planted()">a link</a> <a href=" java&#10;script:planted()">another</a>
<a href="data:text/html,<script>planted()</script>">a third</a>
<form action="http://planted.invalid/form"><input autofocus onfocus="planted()"><button>send</button></form>
<details open ontoggle="planted()"><summary>more</summary></details>
<video><source onerror="planted()"></video>
<math><mtext><table><mglyph><style><img src=x onerror="planted()"></style></table></mtext></math>
<noscript><p title="</noscript><img src=x onerror=planted()>"></noscript>
<h1 id="name-1">A heading</h1><table><tr><th></th><th>column</th></tr><tr><td>cell</td></tr></table>
"""
MARKDOWN = f"""\
# A heading of mine

[a link](javascript:planted()) ![picture](http://planted.invalid/markdown.png) <javascript:planted()>

$\\text{{<img src=x onerror=planted()>}}$ $\\href{{javascript:planted()}}{{x}}$
$</math><script>planted()</script>$

```html
<script>planted()</script>
```

{ACTING}
"""
SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" onload="planted()">
<script>planted()</script><image href="http://planted.invalid/svg.png" width="9" height="9"/>
<foreignObject width="9" height="9"><iframe xmlns="http://www.w3.org/1999/xhtml" src="http://planted.invalid/svg"/>
</foreignObject><circle r="20"/></svg>"""
WATCH = "window.acted = []; window.planted = () => acted.push(document.activeElement.outerHTML)"


class Watch:
    """What a page does by itself: calls of what was planted, requests, dialogs, other pages.

    Args:
        page: before it is opened.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self.requests: list[str] = []
        self.dialogs: list[str] = []
        page.add_init_script(WATCH)
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))

    def acted(self) -> list[str]:
        """Calls, dialogs, and requests for anything but the page and data that it holds itself."""
        self._page.wait_for_timeout(300)
        own = self._page.url.partition("#")[0]
        asked = [url for url in self.requests if url != own and not url.startswith("data:image/")]
        return [*self._page.evaluate("window.acted"), *self.dialogs, *asked]

    def press_everything(self) -> None:
        """Click every link and summary, and give every element the focus."""
        for element in self._page.locator("main a, summary").all():
            if element.is_visible():
                element.click(timeout=2000)
        self._page.evaluate("document.querySelectorAll('*').forEach(element => element.focus?.())")
