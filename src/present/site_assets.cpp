// What the pages of the static site share: the style sheet and the search of the first page.
#include "present/site_page.h"

namespace her2::present {

// Contrasts of text are 7:1 or more on both grounds, of borders 3:1.
const std::string_view siteStyle =
    R"(:root { color-scheme: light dark; --ground: #fff; --text: #1b1b1b; --soft: #4a4a4a; --line: #767676; --band: #f2f4f7; --link: #00418a; --mark: #fff3c4; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #14171a; --text: #ececec; --soft: #bdbdbd; --line: #8a8a8a; --band: #20252a; --link: #9cc9ff; --mark: #4a3f10; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 0 1rem; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
a { color: var(--link); }
a:focus-visible, input:focus-visible, [tabindex]:focus-visible, summary:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--ground); padding: .5rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin: 0; padding: .75rem 0; border-bottom: 1px solid var(--line); }
nav a { display: inline-block; padding: .2rem 0; }
nav a[aria-current] { font-weight: 700; text-decoration: none; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 1rem 0 .25rem; }
h2 { font-size: 1.25rem; margin: 1.75rem 0 .5rem; }
h3 { font-size: 1.05rem; margin: 1.25rem 0 .25rem; }
pre { white-space: pre-wrap; }
time { white-space: nowrap; }
code { font-family: ui-monospace, monospace; font-size: .92em; }
.soft { color: var(--soft); }
.scroll { overflow-x: auto; margin: .5rem 0 1rem; }
table { border-collapse: collapse; font-size: .95rem; }
caption { text-align: left; color: var(--soft); padding: .25rem 0; }
th, td { border: 1px solid var(--line); padding: .3rem .55rem; text-align: left; vertical-align: top; overflow-wrap: break-word; min-width: 3.5rem; max-width: 34rem; }
th { background: var(--band); }
td.out, th.out { background: var(--band); font-weight: 600; }
tr:target, section:target > h2 { background: var(--mark); }
dl { margin: .5rem 0; }
dt { font-weight: 600; margin-top: .4rem; }
dd { margin: 0 0 0 1.25rem; }
dd dl { margin: 0; }
.columns { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr)); gap: 0 2rem; }
ul.list { padding-left: 1.25rem; }
ul.list li { margin: .15rem 0; }
input[type=search] { display: block; width: 100%; max-width: 32rem; font: inherit; padding: .45rem; margin-top: .25rem; color: inherit; background: var(--ground); border: 1px solid var(--line); border-radius: .25rem; }
form { margin-top: 1rem; }
footer { margin: 2.5rem 0 1rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .9rem; }
@media print {
  nav, .skip, form { display: none; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .scroll { overflow: visible; }
  tr, dt { break-inside: avoid; }
  a { color: inherit; }
}
)";

const std::string_view siteScript = R"("use strict";
(() => {
  const most = 40;
  const form = document.getElementById("search");
  const words = document.getElementById("words");
  const found = document.getElementById("found");
  const hits = document.getElementById("hits");
  const entries = her2Index.map(([kind, id, title, url, names]) => ({ kind, id, title, url, text: [kind, id, title, names].join(" ").toLowerCase() }));
  const rank = (entry, wanted) => (entry.id.toLowerCase() === wanted[0] ? 0 : entry.id.toLowerCase().includes(wanted[0]) ? 1 : entry.title.toLowerCase().includes(wanted[0]) ? 2 : 3);
  const search = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const all = wanted.length === 0 ? [] : entries.filter((entry) => wanted.every((word) => entry.text.includes(word)));
    all.sort((a, b) => rank(a, wanted) - rank(b, wanted));
    hits.replaceChildren(...all.slice(0, most).map((entry) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = entry.url;
      link.textContent = entry.title || entry.id;
      item.append(link, ` ${entry.kind} ${entry.id}`);
      return item;
    }));
    found.textContent = wanted.length === 0 ? "" : all.length > most ? `${all.length} found, the first ${most} are listed` : `${all.length} found`;
  };
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  words.addEventListener("input", search);
})();
)";

}  // namespace her2::present
