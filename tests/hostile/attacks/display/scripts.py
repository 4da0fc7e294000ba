"""Displays HTML, SVG and JavaScript that would act where they are shown. To the grader they are text."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
from IPython.display import HTML, SVG, Javascript, display

display(HTML("<script>document.title = 'planted'</script><img src=x onerror=alert(1)>"))
display(SVG("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"))
display(Javascript("alert(1)"))
HTML("<iframe src='file:///etc/passwd'></iframe><style>* { display: none }</style></div></body>")
"""
]
