/** The page's style. Colors by role, twice: for light and for dark. */
export const style = `
:root {
	color-scheme: light dark;
	--back: #ffffff; --sunk: #f5f6f8; --line: #dcdfe4; --text: #1d2127; --quiet: #626b78; --link: #1f5fbf;
	--passed: #2b8a4b; --failed: #c62f2f; --crashed: #8d2fb3; --timedout: #b86500; --notrun: #7d8794; --ready: #c3ccd8; --step: #6f94c9;
	--bad-back: #fdf3f2;
}
@media (prefers-color-scheme: dark) {
	:root {
		--back: #14171b; --sunk: #1c2026; --line: #333942; --text: #e2e6eb; --quiet: #98a2b0; --link: #82b1ff;
		--passed: #4cb872; --failed: #ef6461; --crashed: #c07be0; --timedout: #e79a3c; --notrun: #7c8694; --ready: #424c5a; --step: #5478ad;
		--bad-back: #251a1b;
	}
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.25rem clamp(.75rem, 3vw, 2rem) 4rem; max-width: 84rem; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2.25rem 0 .6rem; }
h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
a { color: var(--link); }
code, pre { font: 12.5px/1.5 ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; }
code { overflow-wrap: anywhere; }
pre { margin: 0; padding: .6rem .75rem; background: var(--sunk); border: 1px solid var(--line); border-radius: 6px; overflow: auto; max-height: 30rem; tab-size: 8; }
.quiet { color: var(--quiet); }
.run { color: var(--quiet); margin: 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 1rem 0 0; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
.shares { display: flex; height: 10px; gap: 2px; margin: 1rem 0 .5rem; border-radius: 5px; overflow: hidden; background: var(--sunk); }
.shares > i { min-width: 4px; }
.counts { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin: 0; padding: 0; }
.counts b { font-variant-numeric: tabular-nums; }
.dot { display: inline-block; width: .65em; height: .65em; border-radius: 50%; margin-right: .4em; background: currentColor; }
.passed { color: var(--passed); fill: var(--passed); } .failed { color: var(--failed); fill: var(--failed); }
.crashed { color: var(--crashed); fill: var(--crashed); } .timedout { color: var(--timedout); fill: var(--timedout); }
.notrun { color: var(--notrun); fill: var(--notrun); } .unjudged { color: var(--quiet); fill: var(--quiet); }
.ready { color: var(--ready); fill: var(--ready); } .step { color: var(--step); fill: var(--step); } .lane { fill: var(--sunk); }
.shares > i { background: currentColor; }
.notice { border-left: 4px solid var(--failed); background: var(--bad-back); padding: .5rem .75rem; margin: 1rem 0 0; border-radius: 0 6px 6px 0; overflow-wrap: anywhere; }
.timeline { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0 .75rem; }
.timeline svg { display: block; width: 100%; }
.timeline ul { list-style: none; margin: 0; padding: 0; font-size: 12px; color: var(--quiet); }
.timeline ul li { height: 22px; line-height: 16px; }
.axis { list-style: none; display: flex; justify-content: space-between; margin: 0; padding: 0; font-size: 12px; color: var(--quiet); font-variant-numeric: tabular-nums; }
svg a:hover rect, svg a:focus rect { opacity: .7; }
.legend { font-size: 12px; color: var(--quiet); margin: .5rem 0 0; display: flex; flex-wrap: wrap; gap: .1rem 1rem; }
.failure { border: 1px solid var(--line); border-left: 4px solid currentColor; border-radius: 6px; padding: .8rem 1rem 1rem; margin: 0 0 1rem; scroll-margin-top: 1rem; }
.failure > * { color: var(--text); }
.failure header { display: flex; flex-wrap: wrap; gap: 0 .75rem; align-items: baseline; }
.failure p { margin: .1rem 0 .6rem; }
.failure .reason { background: var(--bad-back); white-space: pre-wrap; overflow-wrap: anywhere; margin-bottom: .6rem; }
.evidence { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: .75rem; margin-top: .6rem; }
.evidence:has(> :only-child) { grid-template-columns: minmax(0, 1fr); }
h4 { font-size: .8rem; font-weight: 600; margin: 0 0 .25rem; color: var(--quiet); }
.again { font-size: 13px; margin: .75rem 0 0 !important; overflow-wrap: anywhere; } .again code { user-select: all; }
.word { font-weight: 600; font-size: .85rem; white-space: nowrap; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th { text-align: left; font-weight: 600; padding: 1.1rem .5rem .3rem 0; }
td { border-top: 1px solid var(--line); padding: .3rem .75rem .3rem 0; vertical-align: top; overflow-wrap: anywhere; }
td:nth-child(1) { width: 6.5rem; } td.ms { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; width: 5rem; padding-right: 0; }
td code { display: block; }
:target { outline: 2px solid var(--link); outline-offset: 2px; }
@media (max-width: 46rem) {
	.evidence { grid-template-columns: minmax(0, 1fr); } .evidence > :last-child { order: -1; }
	dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .4rem; }
	td.ready { display: none; }
	td:nth-child(1) { width: 5.5rem; }
	.failure { padding: .6rem .7rem .8rem; }
	pre { max-height: 20rem; }
}
@media print { pre { max-height: none; white-space: pre-wrap; } }
`;
