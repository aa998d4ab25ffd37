"""The sheet that is printed and put away: what a backup is, where it is and how to restore it, for somebody else."""

from __future__ import annotations

from html import escape

from retreat.keeping.copies import Copy
from retreat.keeping.estimate import size_in_words
from retreat.keeping.place import Place

_PAGE = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Recovery sheet</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 1rem/1.5 Georgia, serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem }}
h1 {{ font-size: 1.6rem; margin-bottom: 0 }}
h2 {{ font-size: 1.15rem; margin: 1.5rem 0 .25rem }}
dl {{ display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0 }}
dt {{ font-weight: bold }} dd {{ margin: 0; overflow-wrap: anywhere }}
code {{ font: .95rem ui-monospace, monospace; overflow-wrap: anywhere }}
.line {{ border-bottom: 1px solid; height: 2.2rem }}
li {{ margin-bottom: .35rem }}
@media print {{ body {{ margin: 0; font-size: 11pt }} }}
@media (max-width: 30rem) {{ dl {{ grid-template-columns: 1fr }} dd {{ margin-bottom: .5rem }} }}
</style></head><body><main>
<h1>Recovery sheet</h1>
<p>Print this page and keep it away from the computer.</p>
<h2>What this is</h2>
<p>An encrypted backup of a data-retreat toolkit: what people wrote and said at events, their audio recordings, what
they agreed to, and the accounts of the team. It can be opened only with its passphrase. If the passphrase is lost,
nobody can open it.</p>
<dl>
<dt>Folder</dt><dd><code>{folder}</code></dd>
<dt>Newest copy</dt><dd>{at}, {size}</dd>
<dt>Data folder</dt><dd><code>{folder_id}</code></dd>
</dl>
<h2>Passphrase</h2>
<p>Write it here by hand, or write down who has it. It is stored nowhere.</p>
<div class="line"></div><div class="line"></div>
<h2>Who to ask</h2>
<div class="line"></div>
<h2>How to restore it</h2>
<ol>
<li>Take a computer with Linux or macOS, put the toolkit on it, and run <code>make setup</code> in its folder. Use the
same version of the toolkit or a newer one.</li>
<li>Connect the disk with this backup.</li>
<li>Run <code>RETREAT_DATA=restored python3 app.py restore {quoted}</code>, with the folder where the disk is now. Type
the passphrase when you are asked for it. The folder <code>restored</code> must be empty or new.</li>
<li>Run <code>RETREAT_DATA=restored make run</code>. Everybody in the team signs in again. If nobody can, run
<code>RETREAT_DATA=restored python3 app.py account reset NAME</code>.</li>
</ol>
<h2>What people took back</h2>
<p>The file <code>taken-back.sealed</code> lists what people have taken back or refused since each copy was made, and
restoring obeys it. If the original computer still runs, bring the list up to date first:
<code>python3 app.py backup --tombstones {quoted}</code>. If you copy this backup elsewhere, copy that file again after
each backup, too.</p>
</main></body></html>
"""


def html(place: Place, copy: Copy) -> str:
    """The sheet; it holds no secret."""
    return _PAGE.format(
        folder=escape(str(place.folder)),
        quoted=escape(f'"{place.folder}"'),
        at=f"{copy.at.day} {copy.at.strftime('%B %Y, %H:%M')} UTC",
        size=size_in_words(copy.size),
        folder_id=escape(copy.folder_id),
    )
