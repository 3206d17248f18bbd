"""The fixed parts of the panels beside the conversation; the page's script fills them."""

_BACK = '<button type="button" class="sheet-close action">Back to the conversation</button>'

READER = f"""
<div class="find">
  {_BACK}
  <h2 tabindex="-1">The guide</h2>
  <form role="search">
    <label for="find-words" class="visually-hidden">Search the guide</label>
    <input id="find-words" type="search" placeholder="Search the guide …" autocomplete="off"
      maxlength="400">
    <button type="submit">Search</button>
  </form>
  <div class="found" role="status"></div>
</div>
<article class="page" aria-labelledby="page-path" hidden>
  <header>
    <div class="page-head">
      <p class="page-guide"></p>
      <button type="button" class="page-copy">Copy link</button>
      <button type="button" class="page-close">Close</button>
    </div>
    <h2 id="page-path" tabindex="-1"></h2>
    <p class="page-note" role="status"></p>
  </header>
  <div class="page-text" tabindex="0" role="region" aria-label="Text of the guide"></div>
  <nav class="page-turn" aria-label="Sections">
    <button type="button" class="page-previous"></button>
    <button type="button" class="page-next"></button>
  </nav>
</article>
"""

CONVERSATIONS = f"""
{_BACK}
<h2 id="conversations-title" tabindex="-1">Conversations</h2>
<p class="kept-note">Kept in this browser only.</p>
<ul class="kept"></ul>
<p class="kept-empty">There is none yet. What you ask is kept here.</p>
<div class="kept-all"></div>
"""

KEEPING = f"""
{_BACK}
<h2 tabindex="-1">Guides</h2>
"""

KEEPING_NOTE = (
    '<p class="keeping-note">A file with the name of a guide becomes its next edition; any other '
    "is added as a guide of its own. The file that a guide came from before is read again only "
    "once it has changed, and is then the next edition.</p>"
)

UNANSWERED = """
<section aria-labelledby="unanswered-title">
  <h3 id="unanswered-title">What the guides did not answer</h3>
  <p class="keeping-note">Not covered, in doubt, or marked not helpful. Kept where the advisor runs,
    without who asked.</p>
  <div class="asked"></div>
</section>
"""

TOOLS = """
<button type="button" class="tool" data-tool="export">Export</button>
<button type="button" class="tool" data-tool="print">Print</button>
"""

BRIDGE = '<p class="visually-hidden" role="status"></p>'
